package dev.portcullis.database;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Instant;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * Polls the three epochs of the database, every {@value #POLL_MILLIS} ms, with one statement. A poll and not a
 * notification: it goes through any pooler, and a lost connection cannot make a node deaf without its noticing.
 */
@Singleton
public class Epochs {
    private static final Logger LOG = Logger.getLogger(Epochs.class);
    private static final long POLL_MILLIS = 250;

    private final Jdbi jdbi;
    private final Epoch access = new Epoch();
    private final Epoch content = new Epoch();
    private final Epoch settings = new Epoch();
    private volatile @Nullable Reading reading;
    private volatile boolean stopped;

    /** What the database's clock said, and when by this machine's monotonic clock it was asked. */
    private record Reading(Instant said, long askedAt) {}

    Epochs(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Moves with every change of accounts, teams, grants, and when a repository goes. */
    public Epoch access() {
        return access;
    }

    /** Moves when a manifest or a link to a blob is taken away. */
    public Epoch content() {
        return content;
    }

    /** Moves when an administrator changes a setting. */
    public Epoch settings() {
        return settings;
    }

    /**
     * The time by the database's clock, never behind it and ahead by no more than the last question took: what is compared
     * with times that the database wrote is compared with this, or a node whose clock is slow keeps alive what was ended.
     */
    public Instant now() {
        Reading last = reading;
        while (last == null) {
            ask();
            last = reading;
        }
        return last.said().plusNanos(System.nanoTime() - last.askedAt());
    }

    /** Seconds since the database was last asked with success. */
    public double ageSeconds() {
        return access.ageSeconds();
    }

    void start(@Observes StartupEvent event) {
        Thread.ofVirtual().name("epochs").start(this::poll);
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
    }

    private void poll() {
        boolean failed = false;
        while (!stopped) {
            try {
                ask();
                failed = false;
            } catch (JdbiException e) {
                if (!failed && !stopped) {
                    LOG.warnf(
                            "Cannot ask the database for changes of rights; nothing remembered is used: %s",
                            e.getMessage());
                }
                failed = true;
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Asks once, now. */
    public void ask() {
        long askedAt = System.nanoTime();
        jdbi.useHandle(h -> h.createQuery("select a.value, c.value, s.value, clock_timestamp()"
                        + " from access_epoch a, content_epoch c, settings_epoch s")
                .map((rs, _) -> {
                    // Before the epochs: who feels a change finds the clock at least where the change was made.
                    reading = new Reading(rs.getTimestamp(4).toInstant(), askedAt);
                    return new long[] {rs.getLong(1), rs.getLong(2), rs.getLong(3)};
                })
                .useStream(rows -> rows.forEach(row -> {
                    access.observed(row[0], askedAt);
                    content.observed(row[1], askedAt);
                    settings.observed(row[2], askedAt);
                })));
    }
}
