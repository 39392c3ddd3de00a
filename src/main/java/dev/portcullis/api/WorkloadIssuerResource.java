package dev.portcullis.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.RequiresAdministrator;
import dev.portcullis.auth.RequiresAuditor;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.identity.workload.WorkloadIssuers;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The issuers whose tokens may act as robots. */
@Path("/api/v1/workload-issuers")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class WorkloadIssuerResource {
    private final WorkloadIssuers issuers;
    private final CurrentAccess access;

    /** An issuer to add. */
    public record NewIssuer(
            @Nullable String name,
            @Nullable String issuer,
            @Nullable JsonNode settings) {}

    WorkloadIssuerResource(WorkloadIssuers issuers, CurrentAccess access) {
        this.issuers = issuers;
        this.access = access;
    }

    /** A page of them, by name. */
    @GET
    @RequiresAuditor
    public Listing<WorkloadIssuers.Row> list(
            @RestQuery @Nullable String after, @RestQuery @DefaultValue(Listing.DEFAULT_LIMIT) int limit) {
        return Listing.of(after, limit, issuers::list, WorkloadIssuers.Row::name);
    }

    /** Adds an issuer. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RequiresAdministrator
    public RestResponse<WorkloadIssuers.Row> create(@Nullable NewIssuer wanted) {
        if (wanted == null || wanted.name() == null || wanted.issuer() == null) {
            throw new RegistryException(ErrorCode.REQUEST_INVALID, "An issuer has a name and an issuer.");
        }
        JsonNode settings = wanted.settings() == null ? JsonNodeFactory.instance.objectNode() : wanted.settings();
        String name = wanted.name();
        issuers.create(access.caller().displayName(), name, wanted.issuer(), settings);
        return RestResponse.ResponseBuilder.<WorkloadIssuers.Row>created(URI.create("/api/v1/workload-issuers/" + name))
                .entity(issuers.byName(name))
                .build();
    }

    /** Removes an issuer, and every trust in its tokens. */
    @DELETE
    @Path("/{issuer}")
    @RequiresAdministrator
    public void delete(@PathParam("issuer") String issuer) {
        issuers.delete(access.caller().displayName(), issuer);
    }
}
