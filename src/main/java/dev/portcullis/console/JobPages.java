package dev.portcullis.console;

import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.ForBrowsers;
import dev.portcullis.auth.RequiresAdministrator;
import dev.portcullis.auth.RequiresAuditor;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.maintenance.Job;
import dev.portcullis.maintenance.JobRun;
import dev.portcullis.maintenance.JobSchedule;
import dev.portcullis.maintenance.Jobs;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Work that is started, scheduled and watched. */
@Path(JobPages.HERE)
@ForBrowsers
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class JobPages {
    static final String HERE = "/system/jobs";

    private final Jobs jobs;
    private final CurrentAccess current;
    private final Visit visit;

    JobPages(Jobs jobs, CurrentAccess current, Visit visit) {
        this.jobs = jobs;
        this.current = current;
        this.visit = visit;
    }

    /** A wish that a run can be started with. */
    public record Flag(String name, String label) {}

    /**
     * A kind of work.
     *
     * @param cron what stands in the field of its schedule
     */
    public record Kind(
            String name,
            String title,
            String lead,
            List<Flag> flags,
            @Nullable JobSchedule schedule,
            @Nullable JobRun last,
            String cron) {}

    /**
     * The page.
     *
     * @param at the kind whose form was refused; empty where none was
     */
    public record View(
            List<Kind> kinds,
            Paging<JobRun> runs,
            Map<String, String> titles,
            boolean mayChange,
            String at,
            Problem problem) {}

    /** The page of a run. */
    public record RunView(JobRun run, String title, boolean mayChange, Paging<JobRun.Line> log, Problem problem) {}

    @CheckedTemplate
    static final class Templates {
        private Templates() {}

        static native TemplateInstance jobs(JobPages.View view);

        static native TemplateInstance run(JobPages.RunView view);
    }

    /** What there is, and the last runs. */
    @GET
    @RequiresAuditor
    public RestResponse<String> look(@RestQuery @Nullable String after) {
        return page(200, Paging.orEmpty(after), "", "", Problem.NONE);
    }

    private RestResponse<String> page(int status, String after, String at, String cron, Problem problem) {
        String place = after.matches("[0-9]{1,18}") ? after : "";
        Paging<JobRun> runs = Paging.of(
                HERE,
                Paging.Query.NONE,
                place,
                (last, limit) -> jobs.runs(null, last.isEmpty() ? Long.MAX_VALUE : Long.parseLong(last), limit),
                run -> Long.toString(run.id()));
        List<Kind> kinds = jobs.kinds().stream()
                .map(job -> kind(job, job.kind().equals(at) ? cron : null))
                .toList();
        Map<String, String> titles = kinds.stream().collect(Collectors.toMap(Kind::name, Kind::title));
        return Page.of(status, Templates.jobs(new View(kinds, runs, titles, visit.administrator(), at, problem)));
    }

    private Kind kind(Job job, @Nullable String typed) {
        JobSchedule schedule = jobs.schedule(job.kind()).orElse(null);
        String known = schedule == null ? "" : schedule.cron();
        JobWords words = visit.words(JobWords.class);
        return new Kind(
                job.kind(),
                title(words, job.kind()),
                switch (job.kind()) {
                    case "gc" -> words.gcLead();
                    case "check" -> words.checkLead();
                    case "backup" -> words.backupLead();
                    default -> "";
                },
                job.flags().stream()
                        .map(flag -> new Flag(flag, label(words, flag)))
                        .toList(),
                schedule,
                jobs.last(job).orElse(null),
                typed == null ? known : typed);
    }

    static String title(JobWords words, String kind) {
        return switch (kind) {
            case "gc" -> words.gc();
            case "check" -> words.check();
            case "backup" -> words.backup();
            default -> kind;
        };
    }

    private static String label(JobWords words, String flag) {
        return switch (flag) {
            case "untagged" -> words.flagUntagged();
            case "without-grace" -> words.flagWithoutGrace();
            case "fast" -> words.flagFast();
            case "repair" -> words.flagRepair();
            case "without-blobs" -> words.flagWithoutBlobs();
            default -> flag;
        };
    }

    /** Starts a run. */
    @POST
    @Path("/{kind}/start")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresAdministrator
    public RestResponse<String> start(@RestPath String kind, @RestForm("flag") List<String> flags) {
        try {
            return Page.goTo(HERE + "/runs/" + jobs.start(by(), kind, flags), Done.STARTED, "");
        } catch (RegistryException refused) {
            return refused(kind, "", refused);
        }
    }

    /** Lets it run by itself; an empty line takes the schedule away. */
    @POST
    @Path("/{kind}/schedule")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresAdministrator
    public RestResponse<String> schedule(
            @RestPath String kind, @RestForm @Nullable String cron, @RestForm("flag") List<String> flags) {
        try {
            jobs.schedule(by(), kind, Paging.orEmpty(cron), flags);
            return Page.goTo(HERE, Done.SAVED, "");
        } catch (RegistryException refused) {
            return refused(kind, Paging.orEmpty(cron), refused);
        }
    }

    /** Lets it run by itself no more. */
    @POST
    @Path("/{kind}/unschedule")
    @RequiresAdministrator
    public RestResponse<String> unschedule(@RestPath String kind) {
        try {
            jobs.unschedule(by(), kind);
            return Page.goTo(HERE, Done.SAVED, "");
        } catch (RegistryException refused) {
            return refused(kind, "", refused);
        }
    }

    private RestResponse<String> refused(String kind, String cron, RegistryException refused) {
        if (refused.code() == ErrorCode.NOT_FOUND) {
            throw refused;
        }
        return page(refused.code().status(), "", kind, cron, Problem.of(refused));
    }

    /** A run: how far it is, and its log. */
    @GET
    @Path("/runs/{id: [0-9]{1,18}}")
    @RequiresAuditor
    public RestResponse<String> run(@RestPath long id, @RestQuery @Nullable String after) {
        return run(200, id, Paging.orEmpty(after), Problem.NONE);
    }

    private RestResponse<String> run(int status, long id, String after, Problem problem) {
        JobRun run = jobs.get(id);
        Paging<JobRun.Line> log = Paging.of(
                HERE + "/runs/" + id,
                Paging.Query.NONE,
                after.matches("[0-9]{1,9}") ? after : "",
                (last, limit) -> jobs.lines(id, last.isEmpty() ? 0 : Integer.parseInt(last), limit),
                line -> Integer.toString(line.line()));
        return Page.of(
                status,
                Templates.run(new RunView(
                        run, title(visit.words(JobWords.class), run.kind()), visit.administrator(), log, problem)));
    }

    /** Asks it to end soon. */
    @POST
    @Path("/runs/{id: [0-9]{1,18}}/cancel")
    @RequiresAdministrator
    public RestResponse<String> cancel(@RestPath long id) {
        try {
            jobs.cancel(by(), id);
            return Page.goTo(HERE + "/runs/" + id, Done.ENDED, "");
        } catch (RegistryException refused) {
            if (refused.code() == ErrorCode.NOT_FOUND) {
                throw refused;
            }
            return run(refused.code().status(), id, "", Problem.of(refused));
        }
    }

    private String by() {
        return current.caller().displayName();
    }
}
