package dev.portcullis.console;

import dev.portcullis.access.Action;
import dev.portcullis.access.RepositoryAccess;
import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.ForBrowsers;
import dev.portcullis.auth.PublicAddress;
import dev.portcullis.auth.Requires;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.reference.Digest;
import dev.portcullis.reference.Reference;
import dev.portcullis.repository.Image;
import dev.portcullis.repository.Images;
import dev.portcullis.repository.Referrers;
import dev.portcullis.repository.TagList;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** One image, by tag or digest: what it is made of, what it says, and what others say about it. */
@Path("/repositories")
@ForBrowsers
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class ImagePages {
    private static final String IMAGE = RepositoryHead.PATH + "/-/tags/{reference}";
    /** Signatures of signatures of signatures: no real chain is longer. */
    private static final int DEEPEST = 4;

    private static final int MOST_REFERRERS = 50;

    private final Images images;
    private final TagList tags;
    private final Referrers referrers;
    private final PublicAddress address;
    private final CurrentAccess current;

    ImagePages(Images images, TagList tags, Referrers referrers, PublicAddress address, CurrentAccess current) {
        this.images = images;
        this.tags = tags;
        this.referrers = referrers;
        this.address = address;
        this.current = current;
    }

    /** Something that refers to the image, and what refers to that. */
    public record Referring(String type, String digest, long size, List<Referring> about) {}

    /** What the tabs of an image share. */
    public record ImageHead(RepositoryHead repository, String reference, String digest, String tab, boolean deletes) {
        /** The address of the image. */
        public String href() {
            return repository.href() + "/-/tags/" + reference;
        }

        /** Whether it was asked for by a name. */
        public boolean byTag() {
            return reference.indexOf(':') < 0;
        }
    }

    /** The first tab. */
    public record View(
            ImageHead head,
            Image image,
            List<ImageLayers.Row> layers,
            List<String> names,
            List<Referring> referrers,
            String pull) {
        /** In the order of their names. */
        public TreeMap<String, String> annotations() {
            return new TreeMap<>(image.document().annotations());
        }

        /** As {@link #annotations}. */
        public TreeMap<String, String> labels() {
            var config = image.config();
            return config == null ? new TreeMap<>() : new TreeMap<>(config.labels());
        }
    }

    @CheckedTemplate
    static final class Templates {
        private Templates() {}

        static native TemplateInstance image(ImagePages.View view);

        static native TemplateInstance manifest(ImagePages.ImageHead head, String text);

        static native TemplateInstance compare(
                ImagePages.ImageHead head, String other, Comparison comparison, Problem problem);
    }

    /** The first tab: platforms or layers, config, annotations, referrers. */
    @GET
    @Path(IMAGE)
    @Requires(Action.VIEW)
    public RestResponse<String> image(@PathParam("reference") String reference) {
        Image image = find(reference);
        Digest digest = image.manifest().digest();
        long id = RepositoryHead.id(current.repository());
        ImageHead head = head(reference, image, "overview");
        return Page.of(
                200,
                Templates.image(new View(
                        head,
                        image,
                        ImageLayers.of(image),
                        tags.hanging(id, digest).tags(),
                        referring(id, digest, 1),
                        new Commands(address.of(Visit.request()))
                                .pull(head.repository().name(), digest.toString()))));
    }

    /** The manifest, as text. */
    @GET
    @Path(IMAGE + "/manifest")
    @Requires(Action.VIEW)
    public RestResponse<String> manifest(@PathParam("reference") String reference) {
        Image image = find(reference);
        String text = new String(image.manifest().content(), StandardCharsets.UTF_8);
        return Page.of(200, Templates.manifest(head(reference, image, "manifest"), text));
    }

    /** What differs from another image of the repository. */
    @GET
    @Path(IMAGE + "/compare")
    @Requires(Action.VIEW)
    public RestResponse<String> compare(
            @PathParam("reference") String reference, @RestQuery("with") @Nullable String with) {
        Image image = find(reference);
        ImageHead head = head(reference, image, "compare");
        String other = Paging.orEmpty(with);
        if (other.isEmpty()) {
            return Page.of(200, Templates.compare(head, "", Comparison.NONE, Problem.NONE));
        }
        try {
            return Page.of(200, Templates.compare(head, other, Comparison.of(image, find(other)), Problem.NONE));
        } catch (RegistryException unknown) {
            return Page.of(
                    unknown.code().status(), Templates.compare(head, other, Comparison.NONE, Problem.of(unknown)));
        }
    }

    private ImageHead head(String reference, Image image, String tab) {
        RepositoryAccess access = current.repository();
        return new ImageHead(
                RepositoryHead.of(access, "tags"),
                reference,
                image.manifest().digest().toString(),
                tab,
                access.allows(Action.DELETE));
    }

    private Image find(String reference) {
        return images.find(RepositoryHead.id(current.repository()), Reference.parse(reference))
                .orElseThrow(() -> new RegistryException(ErrorCode.MANIFEST_UNKNOWN));
    }

    private List<Referring> referring(long id, Digest subject, int depth) {
        List<Referring> found = new ArrayList<>();
        for (Referrers.Referrer one :
                referrers.page(id, subject, null, "", MOST_REFERRERS).items()) {
            String type = one.artifactType();
            found.add(new Referring(
                    type == null ? one.mediaType() : type,
                    one.digest(),
                    one.size(),
                    depth >= DEEPEST ? List.of() : referring(id, Digest.parse(one.digest()), depth + 1)));
        }
        return found;
    }
}
