package dev.portcullis.oci;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.access.Action;
import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.Requires;
import dev.portcullis.reference.Digest;
import dev.portcullis.reference.MediaType;
import dev.portcullis.repository.Page;
import dev.portcullis.repository.Referrers;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** end-12a and end-12b of the distribution spec: the referrers of a manifest, as an OCI index. */
@Path("/v2")
@RunOnVirtualThread
public class ReferrersResource {
    /** A manifest may carry 4 MiB of annotations, so pages are kept short. */
    private static final int PAGE = 100;

    private static final ObjectMapper JSON =
            new ObjectMapper().setDefaultPropertyInclusion(JsonInclude.Include.NON_EMPTY);

    private final Referrers referrers;
    private final CurrentAccess current;

    ReferrersResource(Referrers referrers, CurrentAccess current) {
        this.referrers = referrers;
        this.current = current;
    }

    /** An OCI index. */
    public record Index(
            int schemaVersion,
            String mediaType,
            @JsonInclude(JsonInclude.Include.ALWAYS) List<Referrers.Referrer> manifests) {}

    @GET
    @Path(Paths.NAME + "/referrers/{digest}")
    @Requires(Action.PULL)
    public RestResponse<byte[]> list(
            @PathParam("name") String name,
            @PathParam("digest") String digest,
            @QueryParam("artifactType") @Nullable String artifactType,
            @QueryParam("n") @Nullable String n,
            @QueryParam("last") @Nullable String last)
            throws JsonProcessingException {
        PageRequest wanted = PageRequest.parse(n, last, PAGE);
        Digest subject = Digest.parse(digest);
        Long id = current.repository().id();
        Page<Referrers.Referrer> page = id == null || wanted.n() == 0
                ? new Page<>(List.of(), false)
                : referrers.page(id, subject, artifactType, wanted.last(), wanted.n());
        byte[] body = JSON.writeValueAsBytes(new Index(2, MediaType.OCI_INDEX, page.items()));
        var answer = RestResponse.ResponseBuilder.ok(body).header("Content-Type", MediaType.OCI_INDEX);
        if (artifactType != null) {
            answer.header(Headers.OCI_FILTERS_APPLIED, "artifactType");
        }
        if (page.more()) {
            String filter = artifactType == null
                    ? ""
                    : "&artifactType=" + URLEncoder.encode(artifactType, StandardCharsets.UTF_8);
            answer.header(
                    "Link",
                    wanted.linkAfter(
                            "/v2/" + name + "/referrers/" + subject,
                            page.items().getLast().digest(),
                            filter));
        }
        return answer.build();
    }
}
