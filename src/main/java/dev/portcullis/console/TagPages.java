package dev.portcullis.console;

import dev.portcullis.access.Action;
import dev.portcullis.access.RepositoryAccess;
import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.ForBrowsers;
import dev.portcullis.auth.PublicAddress;
import dev.portcullis.auth.Requires;
import dev.portcullis.error.RegistryException;
import dev.portcullis.reference.Reference;
import dev.portcullis.reference.TagName;
import dev.portcullis.repository.Manifests;
import dev.portcullis.repository.RepositoryRegister;
import dev.portcullis.repository.TagList;
import dev.portcullis.repository.Usage;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The tags of a repository, and deleting some of them. */
@Path("/repositories")
@ForBrowsers
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class TagPages {
    private static final String IMAGES = "images";
    /** One page of the list can be selected, and no more be deleted at once. */
    private static final int MOST_DELETED = Paging.ROWS;

    private final TagList tags;
    private final Manifests manifests;
    private final RepositoryRegister register;
    private final Usage usage;
    private final PublicAddress address;
    private final CurrentAccess current;
    private final Visit visit;

    TagPages(
            TagList tags,
            Manifests manifests,
            RepositoryRegister register,
            Usage usage,
            PublicAddress address,
            CurrentAccess current,
            Visit visit) {
        this.register = register;
        this.usage = usage;
        this.tags = tags;
        this.manifests = manifests;
        this.address = address;
        this.current = current;
        this.visit = visit;
    }

    /** A row of the list. */
    public record Row(
            String name,
            String digest,
            List<String> platforms,
            long size,
            Instant pushedAt,
            @Nullable String pushedBy,
            @Nullable Instant pulledAt) {
        static Row of(TagList.Tagged tag, Map<String, Instant> pulls) {
            return new Row(
                    tag.name(),
                    tag.image().manifest().digest().toString(),
                    tag.image().platforms().stream()
                            .filter(platform ->
                                    !platform.attestation() && !platform.name().isEmpty())
                            .map(platform -> platform.name())
                            .distinct()
                            .toList(),
                    tag.image().size(),
                    tag.updatedAt(),
                    tag.pushedBy(),
                    pulls.get(tag.image().manifest().digest().toString()));
        }
    }

    /** The list. */
    public record View(
            RepositoryHead head,
            Paging<Row> list,
            String filter,
            boolean deletes,
            boolean immutable,
            String tagCommand,
            String push) {}

    /** One tag that is to be deleted, and what hangs on its image. */
    public record Doomed(String name, String digest, List<String> otherNames, int indexes, int referrers) {
        /** The other names, as a sentence holds them. */
        public String names() {
            return String.join(", ", otherNames);
        }
    }

    /** What would go. */
    public record Deletion(RepositoryHead head, List<Doomed> doomed, boolean images) {}

    @CheckedTemplate
    static final class Templates {
        private Templates() {}

        static native TemplateInstance list(TagPages.View view);

        static native TemplateInstance delete(TagPages.Deletion view, Problem problem);
    }

    /** The list, of tags that contain a text. */
    @GET
    @Path(RepositoryHead.PATH + "/-/tags")
    @Requires(Action.VIEW)
    public RestResponse<String> list(@RestQuery @Nullable String q, @RestQuery @Nullable String after) {
        RepositoryAccess access = current.repository();
        RepositoryHead head = RepositoryHead.of(access, "tags");
        String filter = Paging.orEmpty(q);
        String last = Paging.orEmpty(after);
        var page = tags.page(RepositoryHead.id(access), filter, last, Paging.ROWS);
        Map<String, Instant> pulls = usage.lastPulls(
                RepositoryHead.id(access),
                page.items().stream()
                        .map(tag -> tag.image().manifest().digest())
                        .toList());
        List<Row> rows = page.items().stream().map(tag -> Row.of(tag, pulls)).toList();
        boolean immutable =
                register.find(List.of(head.name())).stream().anyMatch(RepositoryRegister.Entry::immutableTags);
        Commands commands = new Commands(address.of(Visit.request()));
        return Page.of(
                200,
                Templates.list(new View(
                        head,
                        Paging.of(
                                head.href() + "/-/tags",
                                Paging.Query.NONE.with("q", filter),
                                last,
                                rows,
                                page.more() ? rows.getLast().name() : null),
                        filter,
                        access.allows(Action.DELETE) && !immutable,
                        immutable,
                        commands.tag(head.path() + ":1.0", head.name() + ":1.0"),
                        commands.push(head.name() + ":1.0"))));
    }

    /** Says what would go with these tags. */
    @GET
    @Path(RepositoryHead.PATH + "/-/delete-tags")
    @Requires(Action.DELETE)
    public RestResponse<String> ask(@RestQuery("tag") @Nullable List<String> chosen) {
        return ask(200, chosen, false, Problem.NONE);
    }

    private RestResponse<String> ask(int status, @Nullable List<String> chosen, boolean images, Problem problem) {
        RepositoryAccess access = current.repository();
        RepositoryHead head = RepositoryHead.of(access, "tags");
        List<Doomed> doomed = new ArrayList<>();
        for (String tag : chosen(chosen)) {
            tags.find(RepositoryHead.id(access), tag)
                    .map(found -> doomed(RepositoryHead.id(access), found))
                    .ifPresent(doomed::add);
        }
        Problem told = doomed.isEmpty() && problem.text().isEmpty()
                ? Problem.of(visit.words(TagWords.class).chooseFirst())
                : problem;
        return Page.of(status, Templates.delete(new Deletion(head, doomed, images), told));
    }

    private Doomed doomed(long id, TagList.Tagged tag) {
        var digest = tag.image().manifest().digest();
        TagList.Hanging hanging = tags.hanging(id, digest);
        return new Doomed(
                tag.name(),
                digest.toString(),
                hanging.tags().stream().filter(name -> !name.equals(tag.name())).toList(),
                hanging.indexes().size(),
                hanging.referrers().size());
    }

    /** Deletes them: the names alone, or the images with all their names. */
    @POST
    @Path(RepositoryHead.PATH + "/-/delete-tags")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Requires(Action.DELETE)
    public RestResponse<String> delete(
            @RestForm("tag") @Nullable List<String> chosen, @RestForm @Nullable String mode) {
        RepositoryAccess access = current.repository();
        long id = RepositoryHead.id(access);
        boolean images = IMAGES.equals(mode);
        Set<String> names = chosen(chosen);
        if (names.isEmpty()) {
            return ask(400, chosen, images, Problem.NONE);
        }
        Manifests.Deletion by =
                new Manifests.Deletion(visit.name(), access.name().toString());
        Set<Reference> references = new LinkedHashSet<>();
        for (String name : names) {
            tags.find(id, name)
                    .map(tag -> images
                            ? new Reference.ByDigest(tag.image().manifest().digest())
                            : new Reference.ByTag(TagName.parse(name)))
                    .ifPresent(references::add);
        }
        int gone = 0;
        try {
            for (Reference reference : references) {
                manifests.delete(id, reference, by);
                gone++;
            }
        } catch (RegistryException refused) {
            String before = gone == 0 ? "" : visit.words(TagWords.class).partly(gone) + " ";
            return ask(
                    refused.code().status(),
                    chosen,
                    images,
                    new Problem(before + Problem.of(refused).text(), "", true));
        }
        return Page.goTo("/repositories/" + access.name() + "/-/tags", Done.DELETED, String.join(", ", names));
    }

    private static Set<String> chosen(@Nullable List<String> tags) {
        Set<String> names = new LinkedHashSet<>();
        if (tags != null) {
            tags.stream().limit(MOST_DELETED).forEach(names::add);
        }
        return names;
    }
}
