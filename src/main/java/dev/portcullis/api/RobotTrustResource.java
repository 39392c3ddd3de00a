package dev.portcullis.api;

import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.RequiresOwner;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.identity.workload.RobotTrusts;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriBuilder;
import java.util.Map;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Which workload tokens may act as a robot. */
@Path("/api/v1/robots/{robot}/trusts")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class RobotTrustResource {
    private final RobotTrusts trusts;
    private final CurrentAccess access;

    /** A trust to add. */
    public record NewTrust(
            @Nullable String issuer,
            @Nullable String audience,
            @Nullable Map<String, String> claims) {}

    /** The trust that was added. */
    public record Created(long id) {}

    RobotTrustResource(RobotTrusts trusts, CurrentAccess access) {
        this.trusts = trusts;
        this.access = access;
    }

    /** What the robot trusts; there are few, so it is one page. */
    @GET
    @RequiresOwner(lookOnly = true)
    public Listing<RobotTrusts.Trust> list(@PathParam("robot") String robot) {
        return new Listing<>(trusts.list(robot), null);
    }

    /** Lets tokens act as the robot. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RequiresOwner
    public RestResponse<Created> create(@PathParam("robot") String robot, @Nullable NewTrust wanted) {
        if (wanted == null || wanted.issuer() == null || wanted.audience() == null || wanted.claims() == null) {
            throw new RegistryException(
                    ErrorCode.REQUEST_INVALID, "A trust has an issuer, an audience and claims with what they must be.");
        }
        long id = trusts.create(
                access.caller().displayName(), robot, wanted.issuer(), wanted.audience(), wanted.claims());
        return RestResponse.ResponseBuilder.<Created>created(UriBuilder.fromPath("/api/v1/robots/{robot}/trusts/{id}")
                        .build(robot, id))
                .entity(new Created(id))
                .build();
    }

    /** Takes a trust back. */
    @DELETE
    @Path("/{id}")
    @RequiresOwner
    public void delete(@PathParam("robot") String robot, @PathParam("id") long id) {
        trusts.delete(access.caller().displayName(), robot, id);
    }
}
