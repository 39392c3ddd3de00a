package dev.portcullis.database;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

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
    private volatile boolean stopped;

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
        jdbi.useHandle(h -> h.createQuery(
                        "select a.value, c.value, s.value" + " from access_epoch a, content_epoch c, settings_epoch s")
                .map((rs, _) -> new long[] {rs.getLong(1), rs.getLong(2), rs.getLong(3)})
                .useStream(rows -> rows.forEach(row -> {
                    access.observed(row[0], askedAt);
                    content.observed(row[1], askedAt);
                    settings.observed(row[2], askedAt);
                })));
    }
}
