package dev.portcullis.api;

import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.RequiresAdministrator;
import dev.portcullis.auth.RequiresAuditor;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.maintenance.Job;
import dev.portcullis.maintenance.JobRun;
import dev.portcullis.maintenance.JobSchedule;
import dev.portcullis.maintenance.Jobs;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.util.List;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Work that is started or scheduled: garbage collection, checks, backups. */
@Path("/api/v1/jobs")
@RunOnVirtualThread
public class JobsResource {
    private final Jobs jobs;
    private final CurrentAccess current;

    /** A kind of work, when it runs by itself, and its last run; each null where there is none. */
    public record Kind(
            String kind,
            List<String> flags,
            @Nullable JobSchedule schedule,
            @Nullable JobRun last) {}

    /** What to start. */
    public record Wish(@Nullable List<String> flags) {}

    /** When it is to run by itself; {@code cron} has the five fields of crontab(5), in UTC. */
    public record Plan(@Nullable String cron, @Nullable List<String> flags) {}

    JobsResource(Jobs jobs, CurrentAccess current) {
        this.jobs = jobs;
        this.current = current;
    }

    /** All kinds; there are few, so they are one page. */
    @GET
    @RequiresAuditor
    public Listing<Kind> list() {
        return new Listing<>(jobs.kinds().stream().map(this::kind).toList(), null);
    }

    private Kind kind(Job job) {
        return new Kind(
                job.kind(),
                job.flags(),
                jobs.schedule(job.kind()).orElse(null),
                jobs.last(job).orElse(null));
    }

    /** Runs, the latest first. */
    @GET
    @Path("runs")
    @RequiresAuditor
    public Listing<JobRun> runs(
            @RestQuery @Nullable String kind,
            @RestQuery @Nullable String after,
            @RestQuery @DefaultValue(Listing.DEFAULT_LIMIT) int limit) {
        return Listing.of(
                after,
                limit,
                (last, most) -> jobs.runs(kind, last == null ? Long.MAX_VALUE : id(last), most),
                run -> Long.toString(run.id()));
    }

    /** One run. */
    @GET
    @Path("runs/{id}")
    @RequiresAuditor
    public JobRun run(@RestPath long id) {
        return jobs.get(id);
    }

    /** Its log. */
    @GET
    @Path("runs/{id}/log")
    @RequiresAuditor
    public Listing<JobRun.Line> log(
            @RestPath long id,
            @RestQuery @Nullable String after,
            @RestQuery @DefaultValue(Listing.DEFAULT_LIMIT) int limit) {
        return Listing.of(
                after,
                limit,
                (last, most) -> jobs.lines(id, last == null ? 0 : (int) Math.min(id(last), Integer.MAX_VALUE), most),
                line -> Integer.toString(line.line()));
    }

    /** Asks it to end soon. */
    @POST
    @Path("runs/{id}/cancel")
    @RequiresAdministrator
    public JobRun cancel(@RestPath long id) {
        jobs.cancel(by(), id);
        return jobs.get(id);
    }

    /** Starts a run; a node begins it within seconds. */
    @POST
    @Path("{kind}/runs")
    @RequiresAdministrator
    public RestResponse<JobRun> start(@RestPath String kind, @Nullable Wish wish) {
        long id = jobs.start(by(), kind, wish == null || wish.flags() == null ? List.of() : wish.flags());
        return RestResponse.ResponseBuilder.create(RestResponse.Status.ACCEPTED, jobs.get(id))
                .header("Location", "/api/v1/jobs/runs/" + id)
                .build();
    }

    /** Lets it run by itself. */
    @PUT
    @Path("{kind}/schedule")
    @RequiresAdministrator
    public Kind schedule(@RestPath String kind, Plan plan) {
        Confirmation.body(plan);
        jobs.schedule(
                by(), kind, Confirmation.given(plan.cron(), "cron"), plan.flags() == null ? List.of() : plan.flags());
        return kind(jobs.kind(kind));
    }

    /** Lets it run by itself no more. */
    @DELETE
    @Path("{kind}/schedule")
    @RequiresAdministrator
    public void unschedule(@RestPath String kind) {
        jobs.unschedule(by(), kind);
    }

    private static long id(String after) {
        if (!after.matches("[0-9]{1,18}")) {
            throw new RegistryException(ErrorCode.REQUEST_INVALID, "after is what the page before gave as next.");
        }
        return Long.parseLong(after);
    }

    private String by() {
        return current.caller().displayName();
    }
}
