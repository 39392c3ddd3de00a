package dev.portcullis.api;

import dev.portcullis.access.Action;
import dev.portcullis.access.RepositoryAccess;
import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.Requires;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.event.AuditEvent;
import dev.portcullis.event.AuditLog;
import dev.portcullis.event.AuditPage;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** What happened in a repository, for those who may see it. */
@Path("/api/v1/repositories")
@RunOnVirtualThread
public class ActivityResource {
    private final AuditLog log;
    private final CurrentAccess current;

    ActivityResource(AuditLog log, CurrentAccess current) {
        this.log = log;
        this.current = current;
    }

    /** An event as the users of a repository see it: where it came from is for auditors. */
    public record Entry(
            Instant at,
            String kind,
            String account,
            String result,
            @Nullable String reference,
            @Nullable String digest,
            @Nullable String detail,
            int times) {
        static Entry of(AuditEvent e) {
            return new Entry(
                    e.at(), e.kind(), e.account(), e.result(), e.reference(), e.digest(), e.detail(), e.times());
        }
    }

    /** One page; with {@code pulls=false} without pulls. Pulls are only told to who administers the repository. */
    @GET
    @Path("/{name: \\G.+}/activity")
    @Produces(MediaType.APPLICATION_JSON)
    @Requires(Action.VIEW)
    public RestResponse<Listing<Entry>> activity(@Context UriInfo uri) {
        Map<String, String> parameters = Parameters.of(uri, Set.of("limit", "after", "pulls"));
        RepositoryAccess repository = current.repository();
        if (repository.id() == null) {
            throw new RegistryException(ErrorCode.NAME_UNKNOWN);
        }
        AuditPage page = log.activity(
                repository.name().toString(),
                repository.allows(Action.ACTIVITY),
                !"false".equals(parameters.get("pulls")),
                Parameters.after(parameters),
                Parameters.limit(parameters));
        return Parameters.linked(
                page.events().stream().map(Entry::of).toList(),
                page.next(),
                "/api/v1/repositories/" + repository.name() + "/activity",
                parameters);
    }
}
