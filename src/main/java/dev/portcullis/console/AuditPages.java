package dev.portcullis.console;

import dev.portcullis.auth.ForBrowsers;
import dev.portcullis.auth.RequiresAuditor;
import dev.portcullis.error.RegistryException;
import dev.portcullis.event.AuditEvent;
import dev.portcullis.event.AuditExport;
import dev.portcullis.event.AuditLog;
import dev.portcullis.event.AuditPage;
import dev.portcullis.event.AuditQuery;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The audit log, filtered, and all of what fits as a file. */
@Path("/system/audit")
@ForBrowsers
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class AuditPages {
    private final AuditLog log;
    private final AuditExport export;

    AuditPages(AuditLog log, AuditExport export) {
        this.log = log;
        this.export = export;
    }

    /** What was typed into the filters; empty where nothing was. */
    public record Filters(
            String account,
            String kind,
            String repository,
            String result,
            String from,
            String until,
            String address,
            String request) {
        static Filters of(Map<String, String> given) {
            return new Filters(
                    given.getOrDefault("account", ""),
                    given.getOrDefault("kind", ""),
                    given.getOrDefault("repository", ""),
                    given.getOrDefault("result", ""),
                    given.getOrDefault("from", ""),
                    given.getOrDefault("until", ""),
                    given.getOrDefault("address", ""),
                    given.getOrDefault("request", ""));
        }
    }

    /**
     * The page.
     *
     * @param goesOn whether there may be more although nothing of this part fits
     */
    public record View(Paging<AuditEvent> list, Filters filters, String exportQuery, boolean goesOn, Problem problem) {
        /** What can be chosen as a result. */
        public List<String> results() {
            return List.of("ok", "refused", "failed");
        }
    }

    @CheckedTemplate
    static final class Templates {
        private Templates() {}

        static native TemplateInstance audit(AuditPages.View view);
    }

    /** One page, the newest first. */
    @GET
    @RequiresAuditor
    public RestResponse<String> audit(@RestQuery @Nullable String after, @Context UriInfo uri) {
        Map<String, String> given = filters(uri);
        Paging.Query query = Paging.Query.NONE;
        for (Map.Entry<String, String> filter : given.entrySet()) {
            query = query.with(filter.getKey(), filter.getValue());
        }
        Filters filters = Filters.of(given);
        String exported = query.text();
        try {
            String last = Paging.orEmpty(after);
            AuditPage page =
                    log.page(AuditQuery.of(given), last.isEmpty() ? null : AuditPage.Cursor.parse(last), Paging.ROWS);
            AuditPage.Cursor next = page.next();
            Paging<AuditEvent> list =
                    Paging.of("/system/audit", query, last, page.events(), next == null ? null : next.toString());
            return Page.of(200, Templates.audit(new View(list, filters, exported, next != null, Problem.NONE)));
        } catch (RegistryException refused) {
            Paging<AuditEvent> nothing = new Paging<>(List.of(), null, null);
            return Page.of(
                    refused.code().status(),
                    Templates.audit(new View(nothing, filters, exported, false, Problem.of(refused))));
        }
    }

    /** Everything that fits: CSV (RFC 4180), or one JSON object a line. */
    @GET
    @Path("/export.{format: csv|jsonl}")
    @Produces(MediaType.WILDCARD)
    @RequiresAuditor
    public Response export(@PathParam("format") String format, @Context UriInfo uri) {
        AuditQuery query = AuditQuery.of(filters(uri));
        AuditExport.Format wanted = format.equals("csv") ? AuditExport.Format.CSV : AuditExport.Format.JSONL;
        StreamingOutput body = out -> export.write(query, wanted, out);
        return Response.ok(body)
                .header("Content-Type", wanted.mediaType())
                .header("X-Content-Type-Options", "nosniff")
                .header("Cache-Control", "no-store")
                .header("Content-Disposition", "attachment; filename=\"audit." + format + "\"")
                .build();
    }

    private static Map<String, String> filters(UriInfo uri) {
        Map<String, String> given = new TreeMap<>();
        uri.getQueryParameters().forEach((name, values) -> {
            if (AuditQuery.NAMES.contains(name) && !values.getFirst().isBlank()) {
                given.put(name, values.getFirst().strip());
            }
        });
        return given;
    }
}
