package dev.portcullis.maintenance;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.event.Events;
import dev.portcullis.event.RegistryEvent;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Starts, schedules, cancels and shows runs. The work itself is done by {@link JobRunner}, on any node. */
@Singleton
public final class Jobs {
    private final Jdbi jdbi;
    private final List<Job> jobs;
    private final JobRows rows;
    private final ScheduleRows schedules;

    Jobs(Jdbi jdbi, @All List<Job> jobs) {
        this.jdbi = jdbi;
        this.jobs = jobs.stream().sorted(Comparator.comparing(Job::kind)).toList();
        this.rows = new JobRows(jdbi);
        this.schedules = new ScheduleRows(jdbi);
    }

    /** All kinds, in the order of their names. */
    public List<Job> kinds() {
        return jobs;
    }

    /** The kind of that name; {@link ErrorCode#NOT_FOUND} where there is none. */
    public Job kind(String name) {
        return jobs.stream()
                .filter(job -> job.kind().equals(name))
                .findFirst()
                .orElseThrow(() -> new RegistryException(
                        ErrorCode.NOT_FOUND,
                        "There is no such job. There are: "
                                + String.join(", ", jobs.stream().map(Job::kind).toList()) + "."));
    }

    /**
     * Asks for a run, which a node begins within seconds, and tells its id.
     *
     * @param by who acts
     * @param flags of {@link Job#flags}; {@link ErrorCode#REQUEST_INVALID} for others. {@link ErrorCode#CONFLICT} while a
     *     run of that kind waits or works
     */
    public long start(String by, String kind, Collection<String> flags) {
        Job job = kind(kind);
        List<String> wished = checked(job, flags);
        return jdbi.inTransaction(handle -> {
            long id = JobRows.ask(handle, kind, wished, by)
                    .orElseThrow(() -> new RegistryException(
                            ErrorCode.CONFLICT,
                            "A run of " + kind + " is under way already. Wait for its end, or cancel it."));
            Events.record(handle, new RegistryEvent.SystemActed("job.started", by, told(id, kind, wished)));
            return id;
        });
    }

    /** Asks a run to end soon; {@link ErrorCode#CONFLICT} where it has ended. */
    public void cancel(String by, long id) {
        JobRun run = get(id);
        jdbi.useTransaction(handle -> {
            if (!JobRows.cancel(handle, id)) {
                throw new RegistryException(ErrorCode.CONFLICT, "That run has ended already.");
            }
            Events.record(
                    handle, new RegistryEvent.SystemActed("job.cancelled", by, told(id, run.kind(), run.flags())));
        });
    }

    /** Runs of one kind, or of all where it is null, before that id; the latest first. */
    public List<JobRun> runs(@Nullable String kind, long before, int limit) {
        return rows.list(kind == null ? null : kind(kind).kind(), before, limit);
    }

    /** The latest run of a kind; empty where there was none. */
    public Optional<JobRun> last(Job job) {
        return rows.list(job.kind(), Long.MAX_VALUE, 1).stream().findFirst();
    }

    /** One run; {@link ErrorCode#NOT_FOUND} where there is none. */
    public JobRun get(long id) {
        return rows.find(id)
                .orElseThrow(() -> new RegistryException(ErrorCode.NOT_FOUND, "There is no run " + id + "."));
    }

    /** Lines of a run's log after that line. */
    public List<JobRun.Line> lines(long id, int after, int limit) {
        return rows.lines(get(id).id(), after, limit);
    }

    /** When that kind runs by itself. */
    public Optional<JobSchedule> schedule(String kind) {
        return schedules.find(kind(kind).kind());
    }

    /** Lets it run by itself; {@link ErrorCode#REQUEST_INVALID} where the line is none of crontab(5). */
    public void schedule(String by, String kind, String cron, Collection<String> flags) {
        Job job = kind(kind);
        CronLine line = CronLine.parse(cron);
        List<String> wished = checked(job, flags);
        jdbi.useTransaction(handle -> {
            ScheduleRows.put(handle, kind, line, wished, by);
            Events.record(
                    handle,
                    new RegistryEvent.SystemActed(
                            "job.scheduled", by, kind + " " + line + (wished.isEmpty() ? "" : " " + wished)));
        });
    }

    /** Lets it run by itself no more; {@link ErrorCode#NOT_FOUND} where it does not. */
    public void unschedule(String by, String kind) {
        kind(kind);
        jdbi.useTransaction(handle -> {
            if (!ScheduleRows.delete(handle, kind)) {
                throw new RegistryException(ErrorCode.NOT_FOUND, kind + " has no schedule.");
            }
            Events.record(handle, new RegistryEvent.SystemActed("job.unscheduled", by, kind));
        });
    }

    private static List<String> checked(Job job, Collection<String> flags) {
        for (String flag : flags) {
            if (!job.flags().contains(flag)) {
                throw new RegistryException(
                                ErrorCode.REQUEST_INVALID,
                                job.kind() + " knows no such flag. It knows: " + String.join(", ", job.flags()) + ".")
                        .at("flags");
            }
        }
        return flags.stream().distinct().sorted().toList();
    }

    private static String told(long id, String kind, List<String> flags) {
        return "run " + id + " of " + kind + (flags.isEmpty() ? "" : " " + flags);
    }
}
