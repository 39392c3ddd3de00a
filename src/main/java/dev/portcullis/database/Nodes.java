package dev.portcullis.database;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.job.Background;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * The processes over this database, and whether this one is alone.
 *
 * <p>While a node is alone it may answer from its own memory what only a write through a node can change, such as where a
 * tag points. Why nobody is given an old answer: a node that comes puts its row in first and takes no request until 2 s
 * later, or until no other row holds a lease. A node renews its lease for 1.5 s, and only when, under one lock, it saw no
 * other row. Both spans are measured by each node's own monotonic clock, so a wall clock that jumps does no harm.
 */
@Singleton
public class Nodes {
    private static final Logger LOG = Logger.getLogger(Nodes.class);
    private static final Duration BEAT = Duration.ofSeconds(1);
    private static final long LEASE = Duration.ofMillis(1500).toNanos();
    private static final long NEWCOMERS_WAIT = Duration.ofSeconds(2).toNanos();
    /** Half of what the others wait before they take this node for gone. */
    private static final long REGISTERED = NodeRows.GONE_AFTER.dividedBy(2).toNanos();

    private final NodesConfig config;
    private final Background background;
    private final NodeRows rows;
    private final FormerPrimary formerPrimary;
    private long nextTerm = 1;
    private volatile long term;
    private volatile long aloneUntil = System.nanoTime();
    private volatile long registeredUntil = System.nanoTime();
    private volatile long welcomeFrom = System.nanoTime();

    Nodes(
            NodesConfig config,
            Background background,
            Jdbi jdbi,
            FormerPrimary formerPrimary,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.config = config;
        this.background = background;
        this.formerPrimary = formerPrimary;
        this.rows = new NodeRows(jdbi, config.address(), version);
    }

    /**
     * The number of the time span without a gap in which no other process served or changed this registry; 0 while that
     * is not certain. What was remembered in one term says nothing in another.
     */
    public long aloneTerm() {
        return System.nanoTime() - aloneUntil < 0 ? term : 0;
    }

    /** This node's row in the table {@code node}, while it takes part. */
    public UUID id() {
        return rows.id();
    }

    /** Whether every other node knows of this one, so that what is written here is read there. */
    public boolean registered() {
        long now = System.nanoTime();
        return now - registeredUntil < 0 && now - welcomeFrom >= 0;
    }

    /**
     * Refuses what another node might not notice. Asked before a write, so that a node that was cut off does none, and
     * after it, so that none is acknowledged that came to the database late: until now the others knew of this node, and
     * so none of them was alone.
     */
    public void requireRegistered() {
        if (!registered()) {
            throw new RegistryException(
                    ErrorCode.UNAVAILABLE, "This node has lost touch with the database for a moment. Try again.");
        }
    }

    void start(@Observes @Priority(1) StartupEvent event) throws InterruptedException {
        if (!config.join()) {
            return;
        }
        if (config.only()) {
            rows.deleteAll();
        }
        beat();
        while (System.nanoTime() - welcomeFrom < 0) {
            Thread.sleep(Duration.ofMillis(200));
            beat();
        }
        background.always("The heartbeat of this node", BEAT, () -> formerPrimary.leaveWhenReadOnly(this::beat));
    }

    /** After the background work has ended. */
    void stop(@Observes @Priority(Background.STOP_PRIORITY + 1) ShutdownEvent event) {
        aloneUntil = System.nanoTime();
        try {
            rows.leave();
        } catch (JdbiException failure) {
            LOG.debug("The row of this node stays until the others notice that it is gone", failure);
        }
    }

    final synchronized void beat() {
        long sent = System.nanoTime();
        NodeRows.Seen seen = rows.beat(this::dropLease);
        long now = System.nanoTime();
        if (seen.isNew()) {
            welcomeFrom = seen.leased() ? now + NEWCOMERS_WAIT : now;
        } else if (!seen.leased() && now - welcomeFrom < 0) {
            welcomeFrom = now;
        }
        registeredUntil = sent + REGISTERED;
        if (!seen.others()) {
            if (System.nanoTime() - aloneUntil >= 0) {
                term = nextTerm++;
            }
            aloneUntil = sent + LEASE;
        }
    }

    /** Before the row says so: who reads it there may rely on it. */
    private void dropLease() {
        aloneUntil = System.nanoTime();
    }
}
