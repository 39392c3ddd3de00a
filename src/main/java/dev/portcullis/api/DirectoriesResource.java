package dev.portcullis.api;

import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.RequiresAdministrator;
import dev.portcullis.identity.ldap.DirectorySync;
import dev.portcullis.identity.ldap.DirectoryTrial;
import dev.portcullis.identity.ldap.SyncPlan;
import dev.portcullis.identity.ldap.SyncRun;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Trying and synchronizing the identity sources that are directories. */
@Path("/api/v1/identity-sources")
@RunOnVirtualThread
public class DirectoriesResource {
    private final DirectoryTrial trial;
    private final DirectorySync sync;
    private final CurrentAccess current;

    /** Whose sign-in is tried. */
    public record Login(@Nullable String name, @Nullable String password) {
        @Override
        public String toString() {
            return "Login[" + name + "]";
        }
    }

    /** How a synchronization is to run. */
    public record SyncWish(boolean overrideBrake) {}

    /** A run that was begun. */
    public record Begun(long id) {}

    /** What a synchronization would do: the numbers, and all of it. */
    public record Preview(SyncPlan.Counts counts, SyncPlan plan) {}

    /** A run with a page of its log. */
    public record Run(SyncRun run, Listing<SyncRun.Line> log) {}

    DirectoriesResource(DirectoryTrial trial, DirectorySync sync, CurrentAccess current) {
        this.trial = trial;
        this.sync = sync;
        this.current = current;
    }

    /** Connects, binds and searches, and says what fails and what to do. */
    @POST
    @Path("{name}/test")
    @RequiresAdministrator
    public DirectoryTrial.Report test(@RestPath String name) {
        return trial.test(name);
    }

    /** Tries a sign-in without its consequences. */
    @POST
    @Path("{name}/test-login")
    @RequiresAdministrator
    public DirectoryTrial.LoginReport testLogin(@RestPath String name, Login login) {
        Confirmation.body(login);
        return trial.testLogin(
                name, Confirmation.given(login.name(), "name"), Confirmation.given(login.password(), "password"));
    }

    /** What a synchronization would do just now. Nothing is changed. */
    @POST
    @Path("{name}/preview")
    @RequiresAdministrator
    public Preview preview(@RestPath String name) {
        SyncPlan plan = sync.preview(name);
        return new Preview(plan.counts(), plan);
    }

    /** Begins a synchronization. */
    @POST
    @Path("{name}/sync")
    @RequiresAdministrator
    public RestResponse<Begun> begin(@RestPath String name, @Nullable SyncWish wish) {
        long id = sync.start(current.caller().displayName(), name, wish != null && wish.overrideBrake());
        return RestResponse.status(RestResponse.Status.ACCEPTED, new Begun(id));
    }

    /** A page of the runs, the latest first. */
    @GET
    @Path("{name}/syncs")
    @RequiresAdministrator
    public Listing<SyncRun> runs(
            @RestPath String name,
            @RestQuery @Nullable Long after,
            @RestQuery @DefaultValue(Listing.DEFAULT_LIMIT) int limit) {
        long before = after == null ? Long.MAX_VALUE : after;
        Listing.check(limit);
        return page(sync.list(name, before, limit + 1), limit, run -> Long.toString(run.id()));
    }

    /** A run, with its log after that line. */
    @GET
    @Path("{name}/syncs/{id}")
    @RequiresAdministrator
    public Run run(
            @RestPath String name,
            @RestPath long id,
            @RestQuery @DefaultValue("0") int after,
            @RestQuery @DefaultValue(Listing.DEFAULT_LIMIT) int limit) {
        Listing.check(limit);
        SyncRun run = sync.get(name, id);
        return new Run(run, page(sync.lines(name, id, after, limit + 1), limit, line -> Integer.toString(line.line())));
    }

    /** Ends a run after what it is just doing. */
    @POST
    @Path("{name}/syncs/{id}/cancel")
    @RequiresAdministrator
    public void cancel(@RestPath String name, @RestPath long id) {
        sync.cancel(name, id);
    }

    private static <T> Listing<T> page(List<T> read, int limit, java.util.function.Function<T, String> key) {
        if (read.size() <= limit) {
            return new Listing<>(read, null);
        }
        List<T> items = read.subList(0, limit);
        return new Listing<>(items, key.apply(items.getLast()));
    }
}
