package dev.portcullis.event;

import dev.portcullis.job.Background;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Sends sealed events on to a syslog receiver, in the order of the seals, on one node at a time. The database is the
 * spool: how far it came is noted only after the connection has outlived what was sent, and while the receiver is away
 * everything waits. So each event arrives at least once, and after a break some arrive twice; their id tells.
 */
@Singleton
public final class SyslogForwarder {
    private static final Logger LOG = Logger.getLogger(SyslogForwarder.class);
    /** Any number that no other advisory lock of the program has. */
    private static final long LOCK = 0x73796c67;

    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** A receiver that closed the connection before this is over is taken to have lost what was sent meanwhile. */
    private static final Duration PROOF = Duration.ofSeconds(1);

    private static final Duration LONGEST_BACK_OFF = Duration.ofMinutes(1);
    /** Events of one step. */
    private static final int MOST = 20_000;

    private final Jdbi jdbi;
    private final AuditConfig config;
    private final Background background;
    private final String hostname = hostname();
    private SyslogConnection.@Nullable Receiver receiver;
    private @Nullable SyslogConnection connection;
    private int failures;
    private long notBefore = System.nanoTime();

    SyslogForwarder(Jdbi jdbi, AuditConfig config, Background background) {
        this.jdbi = jdbi;
        this.config = config;
        this.background = background;
    }

    void start(@Observes StartupEvent event) {
        if (config.syslog().enabled()) {
            receiver = SyslogConnection.Receiver.of(config.syslog());
            background.every("Sending of the audit log to syslog", PAUSE, this::work);
        }
    }

    /** Sends what is waiting, if it is this node's turn; after a failure not before a growing pause is over. */
    synchronized void work() {
        if (System.nanoTime() - notBefore < 0) {
            return;
        }
        try {
            while (step()) {
                failures = 0;
            }
            if (failures > 0) {
                LOG.infof("The syslog receiver takes the audit log again");
            }
            failures = 0;
        } catch (IOException e) {
            disconnect();
            if (failures++ == 0) {
                LOG.warnf(
                        "The syslog receiver %s does not take the audit log (%s). It is tried again; nothing is lost.",
                        config.syslog().address().orElse(""), e);
            }
            notBefore = System.nanoTime() + pause(failures).toNanos();
        } catch (RuntimeException e) {
            disconnect();
            throw e;
        }
    }

    private static Duration pause(int failures) {
        Duration pause = Duration.ofSeconds(1L << Math.min(failures - 1, 10));
        return pause.compareTo(LONGEST_BACK_OFF) < 0 ? pause : LONGEST_BACK_OFF;
    }

    /** False when nothing is left to send, or another node does it. */
    private boolean step() throws IOException {
        return jdbi.<Boolean, IOException>inTransaction(h -> {
            boolean mine = h.createQuery("select pg_try_advisory_xact_lock(:lock)")
                    .bind("lock", LOCK)
                    .mapTo(Boolean.class)
                    .one();
            if (!mine) {
                disconnect();
                return false;
            }
            String name = config.syslog().address().orElse("");
            List<Seal> seals = next(h, name);
            if (seals.isEmpty()) {
                return false;
            }
            List<byte[]> frames = new ArrayList<>();
            seals.forEach(seal -> frames.addAll(frames(h, seal)));
            SyslogConnection open = connect();
            open.send(frames);
            open.stays(PROOF);
            h.createUpdate("insert into event_forward (receiver, seq) values (:name, :seq)"
                            + " on conflict (receiver) do update set seq = excluded.seq")
                    .bind("name", name)
                    .bind("seq", seals.getLast().seq())
                    .execute();
            return true;
        });
    }

    /** The seals after the last one that was sent: at least one if there is one, and not too many events. */
    private static List<Seal> next(Handle h, String name) {
        return h.createQuery("""
                        select %s from (
                            select s.*, sum(length(marks) / %d) over (order by seq) - length(marks) / %d as before
                            from (select * from event_seal where seq > coalesce(
                                (select seq from event_forward where receiver = :name), 0)
                                order by seq limit 500) s) s
                        where before < :most order by seq
                        """.formatted(Seal.COLUMNS, Chain.MARK_BYTES, Chain.MARK_BYTES))
                .bind("name", name)
                .bind("most", MOST)
                .map((row, _) -> Seal.of(row))
                .list();
    }

    private List<byte[]> frames(Handle h, Seal seal) {
        return AuditRows.of(h, seal).stream()
                .map(event -> SyslogMessage.framed(event, seal.seq(), hostname))
                .toList();
    }

    private SyslogConnection connect() throws IOException {
        SyslogConnection known = connection;
        SyslogConnection.Receiver to = receiver;
        if (known != null || to == null) {
            return java.util.Objects.requireNonNull(known, "it was never started");
        }
        SyslogConnection fresh = SyslogConnection.open(to);
        connection = fresh;
        return fresh;
    }

    synchronized void disconnect() {
        SyslogConnection known = connection;
        if (known != null) {
            known.close();
            connection = null;
        }
    }

    private static String hostname() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "-";
        }
    }
}
