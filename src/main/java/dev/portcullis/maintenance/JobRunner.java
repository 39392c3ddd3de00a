package dev.portcullis.maintenance;

import dev.portcullis.job.Background;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;

/** Does the work of runs, one at a time on each node, and asks for the runs that are due. */
@Singleton
final class JobRunner {
    private static final Logger LOG = Logger.getLogger(JobRunner.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final String SCHEDULE = "schedule";

    private final Jobs jobs;
    private final JobRows rows;
    private final ScheduleRows schedules;
    private final String node;

    JobRunner(Jdbi jdbi, Jobs jobs, @ConfigProperty(name = "portcullis.node.address", defaultValue = "") String node) {
        this.jobs = jobs;
        this.rows = new JobRows(jdbi);
        this.schedules = new ScheduleRows(jdbi);
        this.node = node;
    }

    void start(@Observes StartupEvent event, Background background) {
        background.every("Starting what is scheduled", PAUSE, () -> schedules.startDue(SCHEDULE));
        background.every("Doing what was started", PAUSE, this::workOne);
    }

    void workOne() {
        UUID claim = UUID.randomUUID();
        List<String> kinds = jobs.kinds().stream().map(Job::kind).toList();
        Optional<JobRows.Claimed> claimed = rows.claim(claim, node, kinds);
        claimed.ifPresent(run -> work(run, claim));
    }

    private void work(JobRows.Claimed run, UUID claim) {
        if (run.attempts() > JobRows.MOST_ATTEMPTS) {
            rows.end(
                    run.id(),
                    claim,
                    "failed",
                    "It was begun " + JobRows.MOST_ATTEMPTS
                            + " times, and each time its node ended before it did. Look at the nodes' logs.");
            return;
        }
        try (JobProgress progress = new JobProgress(rows, run.id(), claim, run.flags()).start()) {
            rows.end(run.id(), claim, "done", jobs.kind(run.kind()).run(progress));
        } catch (JobEnded cancelled) {
            rows.end(run.id(), claim, "cancelled", String.valueOf(cancelled.getMessage()));
        } catch (JobFailed found) {
            LOG.warnf("Run %d of %s: %s", (Object) run.id(), run.kind(), found.getMessage());
            rows.end(run.id(), claim, "failed", String.valueOf(found.getMessage()));
        } catch (RuntimeException failure) {
            LOG.errorf(failure, "Run %d of %s failed", (Object) run.id(), run.kind());
            rows.end(run.id(), claim, "failed", "It failed; the log of " + node + " says why.");
        }
    }
}
