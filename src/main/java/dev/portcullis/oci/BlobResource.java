package dev.portcullis.oci;

import dev.portcullis.access.Action;
import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.Requires;
import dev.portcullis.blob.StoredContent;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.reference.Digest;
import dev.portcullis.repository.BlobContents;
import dev.portcullis.repository.BlobLinks;
import dev.portcullis.repository.LinkedBlob;
import dev.portcullis.repository.Reprieve;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.PathPart;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** end-2 and end-10 of the distribution spec: blobs by digest. */
@Path("/v2")
@RunOnVirtualThread
public class BlobResource {
    private final BlobLinks links;
    private final BlobContents contents;
    private final Reprieve reprieve;
    private final CurrentAccess current;

    BlobResource(BlobLinks links, BlobContents contents, Reprieve reprieve, CurrentAccess current) {
        this.links = links;
        this.contents = contents;
        this.reprieve = reprieve;
        this.current = current;
    }

    @GET
    @Path(Paths.NAME + "/blobs/{digest}")
    @Requires(Action.PULL)
    public RestResponse<Object> get(
            @PathParam("digest") String digestText,
            @HeaderParam(Headers.RANGE) @Nullable String range,
            @HeaderParam(Headers.IF_RANGE) @Nullable String ifRange,
            @HeaderParam("If-None-Match") @Nullable String ifNoneMatch,
            @Context HttpServerRequest request)
            throws IOException {
        Digest digest = Digest.parse(digestText);
        LinkedBlob blob = find(digest);
        if (ETags.matches(ifNoneMatch, digest)) {
            return described(RestResponse.ResponseBuilder.create(304, null), blob)
                    .build();
        }
        boolean whole = range == null || (ifRange != null && !ifRange.equals("\"" + digest + "\""));
        List<ByteRanges.Part> parts = whole ? List.of() : ByteRanges.resolve(range, blob.size());
        byte[] small = contents.small(blob);
        if (small != null) {
            return small(blob, small, parts);
        }
        Optional<URI> elsewhere = contents.elsewhere(blob);
        if (elsewhere.isPresent()) {
            return redirect(blob, elsewhere.get());
        }
        StoredContent content = contents.open(blob);
        // With TLS nothing goes from the file to the wire by itself.
        boolean asFile = content.file() != null && !request.isSSL();
        return switch (parts.size()) {
            case 0 -> described(ok(part(content, 0, blob.size(), asFile)), blob).build();
            case 1 -> single(blob, content, parts.getFirst(), asFile);
            default -> several(blob, content, parts);
        };
    }

    /** To the bucket, which knows ranges itself. The address is a credential for a while: nobody may keep it. */
    private static RestResponse<Object> redirect(LinkedBlob blob, URI address) {
        return RestResponse.ResponseBuilder.create(307, null)
                .header("Location", address.toString())
                .header(Headers.DOCKER_CONTENT_DIGEST, blob.digest().toString())
                .header("Cache-Control", "no-store")
                .build();
    }

    private static RestResponse<Object> small(LinkedBlob blob, byte[] bytes, List<ByteRanges.Part> parts) {
        return switch (parts.size()) {
            case 0 -> described(ok(bytes), blob).build();
            case 1 -> {
                ByteRanges.Part part = parts.getFirst();
                yield described(RestResponse.ResponseBuilder.create(206, null), blob)
                        .header(Headers.CONTENT_RANGE, part.contentRange(blob.size()))
                        .entity(Arrays.copyOfRange(bytes, (int) part.first(), (int) part.last() + 1))
                        .build();
            }
            default -> several(blob, new MemoryContent(bytes), parts);
        };
    }

    private static RestResponse<Object> single(
            LinkedBlob blob, StoredContent content, ByteRanges.Part part, boolean asFile) {
        return described(RestResponse.ResponseBuilder.create(206, null), blob)
                .header(Headers.CONTENT_RANGE, part.contentRange(blob.size()))
                .entity(part(content, part.first(), part.length(), asFile))
                .build();
    }

    private static RestResponse<Object> several(LinkedBlob blob, StoredContent content, List<ByteRanges.Part> parts) {
        MultipartRanges body = new MultipartRanges(content, parts);
        return described(RestResponse.ResponseBuilder.create(206, null), blob, body.contentType())
                .header("Content-Length", body.length())
                .entity(body)
                .build();
    }

    private static RestResponse.ResponseBuilder<Object> ok(Object entity) {
        return RestResponse.ResponseBuilder.ok(entity);
    }

    private static Object part(StoredContent content, long offset, long count, boolean asFile) {
        java.nio.file.Path file = content.file();
        return asFile && file != null ? new PathPart(file, offset, count) : new StreamedPart(content, offset, count);
    }

    @HEAD
    @Path(Paths.NAME + "/blobs/{digest}")
    @Requires(Action.PULL)
    public RestResponse<Object> head(@PathParam("digest") String digestText) {
        LinkedBlob blob = find(Digest.parse(digestText));
        if (current.repository().allows(Action.PUSH) && !reprieve.grant(repositoryId(), blob.digest())) {
            links.forget(repositoryId(), blob.digest()); // and the client will send it
            throw new RegistryException(ErrorCode.BLOB_UNKNOWN);
        }
        return described(RestResponse.ResponseBuilder.create(200, null), blob)
                .header("Content-Length", blob.size())
                .build();
    }

    private LinkedBlob find(Digest digest) {
        return links.find(repositoryId(), digest).orElseThrow(() -> new RegistryException(ErrorCode.BLOB_UNKNOWN));
    }

    private long repositoryId() {
        Long id = current.repository().id();
        if (id == null) {
            throw new RegistryException(ErrorCode.NAME_UNKNOWN);
        }
        return id;
    }

    /** A layer that is HTML must not render on our origin: hence the last ones. */
    private static RestResponse.ResponseBuilder<Object> described(
            RestResponse.ResponseBuilder<Object> answer, LinkedBlob blob) {
        return described(answer, blob, dev.portcullis.reference.MediaType.OCTET_STREAM);
    }

    private static RestResponse.ResponseBuilder<Object> described(
            RestResponse.ResponseBuilder<Object> answer, LinkedBlob blob, String contentType) {
        String digest = blob.digest().toString();
        return answer.header("Content-Type", contentType)
                .header(Headers.DOCKER_CONTENT_DIGEST, digest)
                .header("ETag", "\"" + digest + "\"")
                .header(Headers.ACCEPT_RANGES, "bytes")
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Disposition", "attachment")
                .header("Content-Security-Policy", "sandbox");
    }

    @DELETE
    @Path(Paths.NAME + "/blobs/{digest}")
    @Requires(Action.DELETE)
    public RestResponse<Void> delete(@PathParam("digest") String digestText) {
        Digest digest = Digest.parse(digestText);
        links.unlink(repositoryId(), digest);
        return RestResponse.accepted();
    }
}
