package dev.portcullis.oci;

import dev.portcullis.access.VisibleRepositories;
import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.SignedIn;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** {@code GET /v2/_catalog} of the Docker Registry v2 API: the repositories that the caller may pull. */
@Path("/v2/_catalog")
@RunOnVirtualThread
public class CatalogResource {
    private static final int WITHOUT_N = 100;

    private final VisibleRepositories visible;
    private final CurrentAccess current;

    CatalogResource(VisibleRepositories visible, CurrentAccess current) {
        this.visible = visible;
        this.current = current;
    }

    /** The body of the list; canonical names in byte order. */
    public record Catalog(List<String> repositories) {}

    /** One page, with a {@code Link} to the next only where there is one. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @SignedIn(scope = "registry:catalog:*")
    public RestResponse<Catalog> list(@QueryParam("n") @Nullable String n, @QueryParam("last") @Nullable String last) {
        PageRequest wanted = PageRequest.parse(n, last, WITHOUT_N);
        if (wanted.n() == 0) {
            return RestResponse.ok(new Catalog(List.of()));
        }
        List<String> found = visible.page(current.caller(), current.credentialLimit(), wanted.last(), wanted.n() + 1);
        List<String> page = found.subList(0, Math.min(found.size(), wanted.n()));
        var answer = RestResponse.ResponseBuilder.ok(new Catalog(page));
        if (found.size() > wanted.n()) {
            answer.header("Link", wanted.linkAfter("/v2/_catalog", page.getLast(), ""));
        }
        return answer.build();
    }
}
