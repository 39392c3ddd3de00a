package dev.portcullis.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** Runs: one at a time over all nodes, watched, cancelled, taken over from a dead node, and on a schedule. */
class JobsTest {
    private final Jdbi jdbi = TestPostgres.migratedDatabase().jdbi().registerArrayType(String.class, "text");
    private volatile Function<JobProgress, String> work = progress -> "Done.";
    private final Jobs jobs = new Jobs(jdbi, List.of(new Job() {
        @Override
        public String kind() {
            return "test";
        }

        @Override
        public List<String> flags() {
            return List.of("fast");
        }

        @Override
        public String run(JobProgress progress) {
            return work.apply(progress);
        }
    }));
    private final JobRunner node = new JobRunner(jdbi, jobs, "node-1:5000");
    private final JobRunner other = new JobRunner(jdbi, jobs, "node-2:5000");
    private final JobRows rows = new JobRows(jdbi);

    @Test
    void aRunIsDoneByANodeAndKeepsItsLog() {
        work = progress -> {
            progress.step("counting", 10);
            progress.log(progress.has("fast") ? "fast" : "slow");
            progress.done(10);
            return "Counted.";
        };
        long id = jobs.start("ana", "test", List.of("fast"));
        assertThat(jobs.get(id).state()).isEqualTo("waiting");
        node.workOne();
        JobRun run = jobs.get(id);
        assertThat(run.state()).isEqualTo("done");
        assertThat(run.result()).isEqualTo("Counted.");
        assertThat(run.askedBy()).isEqualTo("ana");
        assertThat(run.node()).isEqualTo("node-1:5000");
        assertThat(jobs.lines(id, 0, 10)).extracting(JobRun.Line::text).containsExactly("fast", "Counted.");
        assertThat(jobs.runs("test", Long.MAX_VALUE, 10)).containsExactly(run);
        assertThat(events()).containsExactly("job.started");
    }

    private List<String> events() {
        return jdbi.withHandle(handle -> handle.createQuery("select kind from event order by id")
                .mapTo(String.class)
                .list());
    }

    @Test
    void oneOfAKindAtATime() {
        long id = jobs.start("ana", "test", List.of());
        assertThatThrownBy(() -> jobs.start("bob", "test", List.of())).hasMessageContaining("under way already");
        node.workOne();
        assertThat(jobs.start("bob", "test", List.of())).isGreaterThan(id);
    }

    @Test
    void whatNoNodeKnowsIsRefused() {
        assertThatThrownBy(() -> jobs.start("ana", "none", List.of())).hasMessageContaining("There are: test.");
        assertThatThrownBy(() -> jobs.start("ana", "test", List.of("slow"))).hasMessageContaining("It knows: fast.");
        assertThatThrownBy(() -> jobs.get(1)).hasMessageContaining("no run 1");
    }

    @Test
    void aRunningOneEndsWhenItIsCancelled() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        work = progress -> {
            begun.countDown();
            while (true) {
                progress.requireGoingOn();
                Thread.onSpinWait();
            }
        };
        long id = jobs.start("ana", "test", List.of());
        Thread working = Thread.ofPlatform().start(node::workOne);
        begun.await();
        jobs.cancel("bob", id);
        working.join(Duration.ofSeconds(10));
        assertThat(jobs.get(id).state()).isEqualTo("cancelled");
        assertThatThrownBy(() -> jobs.cancel("bob", id)).hasMessageContaining("ended already");
        assertThat(events()).containsExactly("job.started", "job.cancelled");
    }

    @Test
    void aWaitingOneIsCancelledAtOnce() {
        long id = jobs.start("ana", "test", List.of());
        jobs.cancel("ana", id);
        assertThat(jobs.get(id).state()).isEqualTo("cancelled");
        node.workOne();
        assertThat(jobs.get(id).state()).as("no node begins it").isEqualTo("cancelled");
    }

    @Test
    void whatFailsSaysWhy() {
        work = progress -> {
            throw new JobFailed("3 things are wrong.");
        };
        long id = jobs.start("ana", "test", List.of());
        node.workOne();
        assertThat(jobs.get(id).state()).isEqualTo("failed");
        assertThat(jobs.get(id).result()).isEqualTo("3 things are wrong.");
        work = progress -> {
            throw new IllegalStateException("secret detail");
        };
        long broken = jobs.start("ana", "test", List.of());
        node.workOne();
        assertThat(jobs.get(broken).state()).isEqualTo("failed");
        assertThat(jobs.get(broken).result()).contains("node-1:5000").doesNotContain("secret detail");
    }

    /** A node that is killed hands its jobs over within 30 s: 15 s without a beat, and 2 s until the next look. */
    @Test
    void aRunOfADeadNodeIsTakenOver() {
        long id = jobs.start("ana", "test", List.of());
        UUID dead = UUID.randomUUID();
        assertThat(rows.claim(dead, "node-0:5000", Set.of("test"))).isPresent();
        other.workOne();
        assertThat(jobs.get(id).node()).as("it was heard of just now").isEqualTo("node-0:5000");
        silentFor(JobRows.DEAD_AFTER.plusSeconds(1));
        other.workOne();
        JobRun run = jobs.get(id);
        assertThat(run.state()).isEqualTo("done");
        assertThat(run.node()).isEqualTo("node-2:5000");
        assertThat(run.attempts()).isEqualTo(2);
        assertThat(rows.beat(id, dead, "late", 1, 2)).isEqualTo(JobRows.Pulse.LOST);
        rows.end(id, dead, "failed", "late");
        assertThat(jobs.get(id)).as("whoever lost it changes nothing any more").isEqualTo(run);
    }

    private void silentFor(Duration time) {
        jdbi.useHandle(handle -> handle.execute(
                "update job_run set beat_at = now() - ? * interval '1 second' where state = 'running'",
                time.toSeconds()));
    }

    @Test
    void aRunThatKillsEveryNodeIsGivenUp() {
        long id = jobs.start("ana", "test", List.of());
        for (int i = 0; i < JobRows.MOST_ATTEMPTS; i++) {
            assertThat(rows.claim(UUID.randomUUID(), "node-0:5000", Set.of("test")))
                    .isPresent();
            silentFor(JobRows.DEAD_AFTER.plusSeconds(1));
        }
        node.workOne();
        assertThat(jobs.get(id).state()).isEqualTo("failed");
        assertThat(jobs.get(id).result()).contains("begun 5 times");
    }

    @Test
    void aScheduleStartsItWhenItIsDueAndOnceOverAllNodes() {
        jobs.schedule("ana", "test", "30 2 * * 6", List.of("fast"));
        JobSchedule schedule = jobs.schedule("test").orElseThrow();
        assertThat(schedule.nextAt())
                .isAfter(Instant.now())
                .isBefore(Instant.now().plus(Duration.ofDays(8)));
        ScheduleRows schedules = new ScheduleRows(jdbi);
        schedules.startDue("schedule");
        assertThat(jobs.runs(null, Long.MAX_VALUE, 10)).as("not yet").isEmpty();

        jdbi.useHandle(handle -> handle.execute("update job_schedule set next_at = now() - interval '3 days'"));
        schedules.startDue("schedule");
        schedules.startDue("schedule");
        assertThat(jobs.runs(null, Long.MAX_VALUE, 10)).singleElement().satisfies(run -> {
            assertThat(run.askedBy()).isEqualTo("schedule");
            assertThat(run.flags()).containsExactly("fast");
        });
        assertThat(jobs.schedule("test").orElseThrow().nextAt()).isAfter(Instant.now());
        jobs.unschedule("ana", "test");
        assertThat(jobs.schedule("test")).isEmpty();
        assertThatThrownBy(() -> jobs.unschedule("ana", "test")).hasMessageContaining("no schedule");
    }

    @Test
    void whatIsNoScheduleSaysWhatIsOne() {
        for (String cron :
                List.of("", "every day", "61 * * * *", "* * * *", "0 0 31 2 *", "@daily; drop", "1".repeat(500))) {
            assertThatThrownBy(() -> jobs.schedule("ana", "test", cron, List.of()))
                    .as(cron)
                    .hasMessageContaining("five fields");
        }
    }
}
