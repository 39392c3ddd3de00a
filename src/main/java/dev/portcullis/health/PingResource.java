package dev.portcullis.health;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.portcullis.auth.Public;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** The health address that installers and scripts of Docker Trusted Registry know. */
@Path("/_ping")
public class PingResource {
    private final Wellbeing wellbeing;

    PingResource(Wellbeing wellbeing) {
        this.wellbeing = wellbeing;
    }

    /** What the address answers. */
    public record Answer(
            @JsonProperty("Healthy") boolean healthy,
            @JsonProperty("Error") String error) {}

    /** Well, or the failing part. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    @Public("a load balancer has no account; the answer names a part, never a reason")
    public Response ping() throws InterruptedException {
        String complaint = wellbeing.complaint();
        boolean well = complaint.isEmpty();
        return Response.status(well ? 200 : 503)
                .header("Cache-Control", "no-store")
                .entity(new Answer(well, complaint))
                .build();
    }
}
