package dev.portcullis.api;

import dev.portcullis.auth.RequiresAuditor;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.event.AuditEvent;
import dev.portcullis.event.AuditExport;
import dev.portcullis.event.AuditLog;
import dev.portcullis.event.AuditPage;
import dev.portcullis.event.AuditQuery;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jboss.resteasy.reactive.RestResponse;

/** The audit log: {@code GET /api/v1/audit}. */
@Path("/api/v1/audit")
@RunOnVirtualThread
public class AuditResource {
    private static final Set<String> PAGE_PARAMETERS = filtersAnd("limit", "after");
    private static final Set<String> EXPORT_PARAMETERS = filtersAnd("format");

    private final AuditLog log;
    private final AuditExport export;

    AuditResource(AuditLog log, AuditExport export) {
        this.log = log;
        this.export = export;
    }

    /**
     * One page, with a {@code Link} to the next where there may be more. It may hold fewer events than asked for
     * although the list goes on: the link alone says.
     */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @RequiresAuditor
    public RestResponse<Listing<AuditEvent>> page(@Context UriInfo uri) {
        Map<String, String> parameters = Parameters.of(uri, PAGE_PARAMETERS);
        AuditQuery query = AuditQuery.of(Parameters.only(parameters, AuditQuery.NAMES));
        AuditPage page = log.page(query, Parameters.after(parameters), Parameters.limit(parameters));
        return Parameters.linked(page.events(), page.next(), "/api/v1/audit", parameters);
    }

    /** Everything that fits, as {@code format=csv} (RFC 4180) or {@code format=jsonl} (one object a line). */
    @GET
    @Path("/export")
    @RequiresAuditor
    public Response export(@Context UriInfo uri) {
        Map<String, String> parameters = Parameters.of(uri, EXPORT_PARAMETERS);
        AuditQuery query = AuditQuery.of(Parameters.only(parameters, AuditQuery.NAMES));
        AuditExport.Format format = format(parameters.getOrDefault("format", "jsonl"));
        StreamingOutput body = out -> export.write(query, format, out);
        return Response.ok(body)
                .header("Content-Type", format.mediaType())
                .header("X-Content-Type-Options", "nosniff")
                .header(
                        "Content-Disposition",
                        "attachment; filename=\"audit." + format.name().toLowerCase(Locale.ROOT) + "\"")
                .build();
    }

    private static Set<String> filtersAnd(String... names) {
        Set<String> all = new HashSet<>(AuditQuery.NAMES);
        all.addAll(List.of(names));
        return all;
    }

    private static AuditExport.Format format(String text) {
        return switch (text) {
            case "csv" -> AuditExport.Format.CSV;
            case "jsonl" -> AuditExport.Format.JSONL;
            default -> throw new RegistryException(ErrorCode.REQUEST_INVALID, "The format is csv or jsonl.");
        };
    }
}
