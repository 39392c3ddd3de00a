package dev.portcullis.oci;

import dev.portcullis.access.Action;
import dev.portcullis.access.RepositoryAccess;
import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.Requires;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.event.PullLog;
import dev.portcullis.reference.Digest;
import dev.portcullis.reference.ManifestDocument;
import dev.portcullis.reference.Reference;
import dev.portcullis.reference.TagName;
import dev.portcullis.repository.ManifestPush;
import dev.portcullis.repository.Manifests;
import dev.portcullis.repository.Repositories;
import dev.portcullis.repository.StoredManifest;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** end-3, end-7 and end-9 of the distribution spec: manifests by tag or digest. */
@Path("/v2")
@RunOnVirtualThread
public class ManifestResource {
    /** The most {@code tag} parameters of one push; the spec's next version asks for at least 10. */
    private static final int MOST_TAGS = 100;

    private final Manifests manifests;
    private final ManifestPush push;
    private final Repositories repositories;
    private final CurrentAccess current;
    private final PullLog pulls;

    ManifestResource(
            Manifests manifests, ManifestPush push, Repositories repositories, CurrentAccess current, PullLog pulls) {
        this.manifests = manifests;
        this.push = push;
        this.repositories = repositories;
        this.current = current;
        this.pulls = pulls;
    }

    @GET
    @Path(Paths.NAME + "/manifests/{reference}")
    @Requires(Action.PULL)
    public RestResponse<byte[]> get(
            @PathParam("reference") String reference, @HeaderParam("If-None-Match") @Nullable String ifNoneMatch) {
        StoredManifest manifest = find(reference);
        if (ETags.matches(ifNoneMatch, manifest.digest())) {
            return described(RestResponse.ResponseBuilder.create(304, null), manifest)
                    .build();
        }
        pulls.pulled(
                current.repository().name().toString(),
                reference.indexOf(':') < 0 ? reference : null,
                manifest.digest().toString());
        return described(RestResponse.ResponseBuilder.ok(manifest.content()), manifest)
                .build();
    }

    @HEAD
    @Path(Paths.NAME + "/manifests/{reference}")
    @Requires(Action.PULL)
    public RestResponse<byte[]> head(
            @PathParam("reference") String reference, @HeaderParam("If-None-Match") @Nullable String ifNoneMatch) {
        StoredManifest manifest = find(reference);
        int status = ETags.matches(ifNoneMatch, manifest.digest()) ? 304 : 200;
        return described(RestResponse.ResponseBuilder.create(status, null), manifest)
                .header("Content-Length", manifest.content().length)
                .build();
    }

    private StoredManifest find(String text) {
        Reference reference = Reference.parse(text);
        Long id = current.repository().id();
        if (id == null) {
            throw new RegistryException(ErrorCode.NAME_UNKNOWN);
        }
        return manifests.find(id, reference).orElseThrow(() -> new RegistryException(ErrorCode.MANIFEST_UNKNOWN));
    }

    private static RestResponse.ResponseBuilder<byte[]> described(
            RestResponse.ResponseBuilder<byte[]> answer, StoredManifest manifest) {
        String digest = manifest.digest().toString();
        return answer.header("Content-Type", manifest.mediaType())
                .header(Headers.DOCKER_CONTENT_DIGEST, digest)
                .header("X-Content-Type-Options", "nosniff")
                .header("ETag", "\"" + digest + "\"");
    }

    @PUT
    @Path(Paths.NAME + "/manifests/{reference}")
    @Requires(Action.PUSH)
    public RestResponse<Void> put(
            @PathParam("name") String name,
            @PathParam("reference") String referenceText,
            @QueryParam("tag") List<String> tagParameters,
            @HeaderParam("Content-Type") @Nullable String contentType,
            InputStream body) {
        Reference reference = Reference.parse(referenceText);
        List<TagName> tags = tags(reference, tagParameters);
        byte[] content = read(body);
        ManifestDocument document = ManifestDocument.parse(content, contentType);
        Digest digest = verified(reference, content);
        RepositoryAccess access = current.repository();
        long repositoryId = repositories.ensure(access, current.caller());
        push.put(new ManifestPush.Candidate(access, repositoryId, current.caller(), document, digest, tags, content));
        var answer = RestResponse.ResponseBuilder.<Void>create(RestResponse.Status.CREATED)
                .header("Location", "/v2/" + name + "/manifests/" + digest)
                .header(Headers.DOCKER_CONTENT_DIGEST, digest.toString());
        if (document.subject() != null) {
            answer.header(Headers.OCI_SUBJECT, document.subject().digest().toString());
        }
        tagParameters.forEach(tag -> answer.header(Headers.OCI_TAG, tag));
        return answer.build();
    }

    private static List<TagName> tags(Reference reference, List<String> parameters) {
        if (parameters.size() > MOST_TAGS) {
            throw new RegistryException(ErrorCode.TAG_INVALID, "One push may set " + MOST_TAGS + " tags.");
        }
        List<TagName> tags = new ArrayList<>();
        if (reference instanceof Reference.ByTag(TagName tag)) {
            tags.add(tag);
        }
        parameters.forEach(text -> tags.add(TagName.parse(text)));
        return tags;
    }

    private static Digest verified(Reference reference, byte[] content) {
        return switch (reference) {
            case Reference.ByTag _ -> Digest.of(content);
            case Reference.ByDigest(Digest wanted) -> {
                Digest actual = Digest.of(wanted.algorithm(), content);
                if (!actual.equals(wanted)) {
                    throw new RegistryException(
                                    ErrorCode.DIGEST_INVALID,
                                    "The manifest has another digest than the address says. Send the very bytes.")
                            .with("received", actual.toString());
                }
                yield actual;
            }
        };
    }

    private static byte[] read(InputStream body) {
        byte[] content;
        try {
            content = body.readNBytes(ManifestDocument.MAX_BYTES + 1);
        } catch (IOException e) {
            throw new RegistryException(ErrorCode.SIZE_INVALID, "The manifest ended early. Send it again.", e);
        }
        if (content.length > ManifestDocument.MAX_BYTES) {
            throw new RegistryException(
                    ErrorCode.CONTENT_TOO_LARGE,
                    "A manifest may have " + ManifestDocument.MAX_BYTES + " bytes; this one has more.");
        }
        return content;
    }

    @DELETE
    @Path(Paths.NAME + "/manifests/{reference}")
    @Requires(Action.DELETE)
    public RestResponse<Void> delete(@PathParam("reference") String referenceText) {
        Reference reference = Reference.parse(referenceText);
        RepositoryAccess access = current.repository();
        Long id = access.id();
        if (id == null) {
            throw new RegistryException(ErrorCode.NAME_UNKNOWN);
        }
        manifests.delete(
                id,
                reference,
                new Manifests.Deletion(
                        current.caller().displayName(), access.name().toString()));
        return RestResponse.accepted();
    }
}
