package dev.portcullis.oci;

import dev.portcullis.access.Action;
import dev.portcullis.access.RepositoryAccess;
import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.Requires;
import dev.portcullis.blob.Placed;
import dev.portcullis.blob.UploadSession;
import dev.portcullis.blob.Uploads;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.reference.Digest;
import dev.portcullis.reference.RepositoryName;
import dev.portcullis.repository.BlobLinks;
import dev.portcullis.repository.Repositories;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.io.InputStream;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** end-4, end-5, end-6, end-11, end-13 and end-14 of the distribution spec: how blobs come in. */
@Path("/v2")
@RunOnVirtualThread
public class UploadResource {
    /** How many repositories are looked at to mount a blob without {@code from}. */
    private static final int SOURCES = 64;

    private final Uploads uploads;
    private final BlobLinks links;
    private final Repositories repositories;
    private final CurrentAccess current;

    UploadResource(Uploads uploads, BlobLinks links, Repositories repositories, CurrentAccess current) {
        this.uploads = uploads;
        this.links = links;
        this.repositories = repositories;
        this.current = current;
    }

    @POST
    @Path(Paths.NAME + "/blobs/uploads{slash: /?}")
    @Requires(Action.PUSH)
    public RestResponse<Void> start(
            @PathParam("name") String name,
            @QueryParam("mount") @Nullable String mount,
            @QueryParam("from") @Nullable String from,
            @QueryParam("digest") @Nullable String digestText,
            InputStream body) {
        Digest digest = digestText == null ? null : Digest.parse(digestText);
        Digest mounted = mount == null ? null : Digest.parse(mount);
        long repositoryId = repositories.ensure(current.repository(), current.caller());
        if (mounted != null && mount(repositoryId, mounted, from)) {
            return created(name, mounted);
        }
        if (digest != null) {
            Placed placed = uploads.receive(digest, body, null);
            links.commit(repositoryId, placed);
            return created(name, digest);
        }
        UploadSession session = uploads.start(repositoryId, current.caller().accountIdOrNull(), current.tokenId());
        return standing(RestResponse.Status.ACCEPTED, name, session);
    }

    /** By the rights of the account, not of the token: a client asks for a token before it knows what it may mount. */
    private boolean mount(long repositoryId, Digest digest, @Nullable String from) {
        if (from != null) {
            return mountFrom(repositoryId, digest, RepositoryName.parse(from));
        }
        return links.linking(digest, SOURCES).stream().anyMatch(source -> mountFrom(repositoryId, digest, source));
    }

    private boolean mountFrom(long repositoryId, Digest digest, RepositoryName from) {
        RepositoryAccess source = current.accessByCredential(from);
        Long sourceId = source.id();
        return sourceId != null && source.allows(Action.PULL) && links.mount(repositoryId, digest, sourceId);
    }

    @GET
    @Path(Paths.NAME + "/blobs/uploads/{upload}")
    @Requires(Action.PUSH)
    public RestResponse<Void> status(@PathParam("name") String name, @PathParam("upload") String upload) {
        return standing(RestResponse.Status.NO_CONTENT, name, find(upload));
    }

    @PATCH
    @Path(Paths.NAME + "/blobs/uploads/{upload}")
    @Requires(Action.PUSH)
    public RestResponse<Void> append(
            @PathParam("name") String name,
            @PathParam("upload") String upload,
            @HeaderParam(Headers.CONTENT_RANGE) @Nullable String contentRange,
            InputStream body) {
        UploadSession session = find(upload);
        try {
            UploadSession now = uploads.append(session, ContentRange.firstByte(contentRange), body);
            return standing(RestResponse.Status.ACCEPTED, name, now);
        } catch (RegistryException e) {
            throw located(e, name, session);
        }
    }

    @PUT
    @Path(Paths.NAME + "/blobs/uploads/{upload}")
    @Requires(Action.PUSH)
    public RestResponse<Void> finish(
            @PathParam("name") String name,
            @PathParam("upload") String upload,
            @QueryParam("digest") @Nullable String digestText,
            @HeaderParam(Headers.CONTENT_RANGE) @Nullable String contentRange,
            InputStream body) {
        if (digestText == null) {
            throw new RegistryException(ErrorCode.DIGEST_INVALID, "Finish an upload with ?digest=.");
        }
        Digest digest = Digest.parse(digestText);
        Long repositoryId = current.repository().id();
        UploadSession session;
        try {
            session = find(upload);
        } catch (RegistryException e) {
            // The answer to a PUT that finished may have been lost on its way, and a client or proxy asks again.
            if (repositoryId != null && links.find(repositoryId, digest).isPresent()) {
                return created(name, digest);
            }
            throw e;
        }
        try {
            Placed placed = uploads.commit(session, ContentRange.firstByte(contentRange), digest, body);
            links.commit(session.repositoryId(), placed);
            return created(name, digest);
        } catch (RegistryException e) {
            throw located(e, name, session);
        }
    }

    @DELETE
    @Path(Paths.NAME + "/blobs/uploads/{upload}")
    @Requires(Action.PUSH)
    public RestResponse<Void> cancel(@PathParam("upload") String upload) {
        uploads.cancel(find(upload));
        return RestResponse.noContent();
    }

    private UploadSession find(String upload) {
        Long repositoryId = current.repository().id();
        if (repositoryId == null) {
            throw new RegistryException(ErrorCode.BLOB_UPLOAD_UNKNOWN);
        }
        return uploads.find(upload, repositoryId, current.caller().accountIdOrNull());
    }

    /** A refused chunk is told where to go on. */
    private static RegistryException located(RegistryException e, String name, UploadSession session) {
        return e.code() == ErrorCode.RANGE_INVALID ? e.header("Location", location(name, session)) : e;
    }

    private static String location(String name, UploadSession session) {
        return "/v2/" + name + "/blobs/uploads/" + session.id();
    }

    private static RestResponse<Void> standing(RestResponse.Status status, String name, UploadSession session) {
        return RestResponse.ResponseBuilder.<Void>create(status)
                .header("Location", location(name, session))
                .header(Headers.RANGE, Uploads.rangeOf(session.received()))
                .header(Headers.DOCKER_UPLOAD_UUID, session.id().toString())
                .build();
    }

    private static RestResponse<Void> created(String name, Digest digest) {
        return RestResponse.ResponseBuilder.<Void>create(RestResponse.Status.CREATED)
                .header("Location", "/v2/" + name + "/blobs/" + digest)
                .header(Headers.DOCKER_CONTENT_DIGEST, digest.toString())
                .build();
    }
}
