package dev.portcullis.oci;

import dev.portcullis.auth.SignedIn;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** end-1 of the distribution spec: tells that this is a registry, and who is not signed in how to do so. */
@Path("/v2")
public final class VersionResource {
    /** Tells clients that this is a registry of version 2. */
    static final String VERSION_HEADER = "Docker-Distribution-Api-Version";

    static final String VERSION = "registry/2.0";

    /** Whether the credentials are good: what {@code docker login} asks. */
    @GET
    @Path("/")
    @RunOnVirtualThread
    @SignedIn
    public Response version() {
        return Response.ok("{}", MediaType.APPLICATION_JSON_TYPE)
                .header(VERSION_HEADER, VERSION)
                .build();
    }
}
