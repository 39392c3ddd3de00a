package dev.portcullis.console;

import dev.portcullis.access.Action;
import dev.portcullis.access.RepositoryAccess;
import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.ForBrowsers;
import dev.portcullis.auth.Requires;
import dev.portcullis.event.AuditEvent;
import dev.portcullis.event.AuditLog;
import dev.portcullis.event.AuditPage;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** What happened in a repository; pulls are told to who administers it. */
@Path("/repositories")
@ForBrowsers
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class ActivityPages {
    private final AuditLog log;
    private final CurrentAccess current;

    ActivityPages(AuditLog log, CurrentAccess current) {
        this.log = log;
        this.current = current;
    }

    @CheckedTemplate
    static final class Templates {
        private Templates() {}

        static native TemplateInstance activity(
                RepositoryHead head, Paging<AuditEvent> list, boolean administers, boolean pulls);
    }

    /** The tab. */
    @GET
    @Path(RepositoryHead.PATH + "/-/activity")
    @Requires(Action.VIEW)
    public RestResponse<String> activity(@RestQuery @Nullable String pulls, @RestQuery @Nullable String after) {
        RepositoryAccess access = current.repository();
        RepositoryHead head = RepositoryHead.of(access, "activity");
        boolean administers = access.allows(Action.ACTIVITY);
        boolean withPulls = administers && !"no".equals(pulls);
        String last = Paging.orEmpty(after);
        AuditPage page = log.activity(
                head.name(), administers, withPulls, last.isEmpty() ? null : AuditPage.Cursor.parse(last), Paging.ROWS);
        AuditPage.Cursor next = page.next();
        Paging<AuditEvent> list = Paging.of(
                head.href() + "/-/activity",
                Paging.Query.NONE.with("pulls", administers && !withPulls ? "no" : ""),
                last,
                page.events(),
                next == null ? null : next.toString());
        return Page.of(200, Templates.activity(head, list, administers, withPulls));
    }
}
