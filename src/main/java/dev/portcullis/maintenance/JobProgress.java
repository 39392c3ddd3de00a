package dev.portcullis.maintenance;

import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What a run tells while it works. A heart beats beside it, so that work may take long between two calls; a run that was
 * cancelled learns it at the next call.
 */
public final class JobProgress implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(JobProgress.class);
    private static final Duration BEAT = Duration.ofSeconds(3);

    private final JobRows rows;
    private final long id;
    private final UUID claim;
    private final Set<String> flags;
    private final Thread heart;
    /** And no interrupt: in the middle of a query that would close the connection. */
    private final CountDownLatch over = new CountDownLatch(1);

    private volatile String step = "";
    private volatile long done;
    private volatile long total;
    private volatile @Nullable String ended;

    JobProgress(JobRows rows, long id, UUID claim, Set<String> flags) {
        this.rows = rows;
        this.id = id;
        this.claim = claim;
        this.flags = Set.copyOf(flags);
        this.heart = Thread.ofVirtual().name("heart of job run " + id).unstarted(this::beat);
    }

    JobProgress start() {
        heart.start();
        return this;
    }

    /** Whether the run was started with that wish. */
    public boolean has(String flag) {
        return flags.contains(flag);
    }

    /** Begins a step. {@code of} is how much there is to do, 0 where that is not known. */
    public void step(String name, long of) {
        step = name;
        done = 0;
        total = of;
        requireGoingOn();
    }

    /** Tells how much of the step is done. Costs nothing: it is written with the next beat. */
    public void done(long count) {
        done = count;
        requireGoingOn();
    }

    /** Adds a line to the log of the run. */
    public void log(String line) {
        requireGoingOn();
        rows.log(id, line);
    }

    /** {@link JobEnded} where the run was cancelled, or another node took it for dead. */
    public void requireGoingOn() {
        String why = ended;
        if (why != null) {
            throw new JobEnded(why);
        }
    }

    private void beat() {
        try {
            do {
                try {
                    JobRows.Pulse pulse = rows.beat(id, claim, step, done, total);
                    switch (pulse) {
                        case GOES_ON -> {}
                        case CANCELLED -> ended = "It was cancelled. What was done until then stays.";
                        case LOST -> ended = "Another node took this run over.";
                    }
                } catch (RuntimeException databaseAway) {
                    // The next beat tries again; if others took the run over meanwhile, that one says so.
                    LOG.debugf(databaseAway, "The heart of run %d could not beat", id);
                }
            } while (ended == null && !over.await(BEAT.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        over.countDown();
    }
}
