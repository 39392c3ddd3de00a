package dev.portcullis.event;

import dev.portcullis.job.Background;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The partitions of the audit log: makes those of the months to come, and drops whole months that are older than the
 * retention says. A month goes only when all of it is sealed, and sent on where that is asked for.
 */
@Singleton
public final class Months {
    private static final Logger LOG = Logger.getLogger(Months.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final int AHEAD = 2;
    /** Any number that no other advisory lock of the program has. */
    private static final long LOCK = 0x6d6f6e74;
    /** Whoever waits for a lock on the table makes all others wait behind; rather try again in a minute. */
    private static final String PATIENCE = "set local lock_timeout = '1s'";

    private final Jdbi jdbi;
    private final AuditConfig config;
    private final Sealer sealer;
    private final Background background;
    private Clock clock = Clock.systemUTC();

    Months(Jdbi jdbi, AuditConfig config, Sealer sealer, Background background) {
        this.jdbi = jdbi;
        this.config = config;
        this.sealer = sealer;
        this.background = background;
    }

    void start(@Observes StartupEvent event) {
        background.every("Keeping the months of the audit log", PAUSE, this::work);
    }

    /** For tests. */
    void at(Instant now) {
        clock = Clock.fixed(now, ZoneOffset.UTC);
    }

    /** Makes what is missing and drops what is too old. */
    public void work() {
        jdbi.useTransaction(this::make);
        if (config.retention().isPositive()) {
            sealer.seal();
            old().stream().takeWhile(this::drop).forEach(month -> LOG.infof("Dropped the audit log of %s", month));
        }
    }

    private void make(Handle h) {
        if (!alone(h)) {
            return;
        }
        h.execute(PATIENCE);
        boolean strays = h.createQuery("select exists (select from event_default)")
                .mapTo(Boolean.class)
                .one();
        if (strays) {
            distribute(h);
        }
        LocalDate now = Sealer.month(clock.instant());
        for (int i = 0; i <= AHEAD; i++) {
            h.execute("select make_event_month(?)", now.plusMonths(i));
        }
    }

    private static boolean alone(Handle h) {
        return h.createQuery("select pg_try_advisory_xact_lock(:lock)")
                .bind("lock", LOCK)
                .mapTo(Boolean.class)
                .one();
    }

    /** Rows that came when their month had no partition, as after years without a server, go where they belong. */
    private static void distribute(Handle h) {
        h.execute("alter table event detach partition event_default");
        h.execute("alter table event_default rename to event_stray");
        h.execute("create table event_default partition of event default");
        h.execute("create trigger event_kept before truncate on event_default"
                + " for each statement execute function refuse_audit_change()");
        h.execute(
                "select make_event_month(month) from (select distinct date_trunc('month', at at time zone 'UTC')::date"
                        + " as month from event_stray) m");
        // They are in the outbox, or sealed, already.
        h.execute("alter table event disable trigger event_added");
        h.execute("insert into event select * from event_stray");
        h.execute("alter table event enable trigger event_added");
        h.execute("drop table event_stray");
    }

    /** The months that have to go, the oldest first. */
    private List<LocalDate> old() {
        LocalDate keep = Sealer.month(clock.instant().minus(config.retention()));
        return jdbi.withHandle(h -> h
                .createQuery("select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid"
                        + " where i.inhparent = 'event'::regclass and c.relname ~ '^event_[0-9]{4}_[0-9]{2}$'"
                        + " order by c.relname")
                .mapTo(String.class)
                .list()
                .stream()
                .map(Months::monthOf)
                .filter(month -> month.isBefore(keep))
                .toList());
    }

    private static LocalDate monthOf(String table) {
        return LocalDate.of(Integer.parseInt(table.substring(6, 10)), Integer.parseInt(table.substring(11, 13)), 1);
    }

    private static String tableOf(LocalDate month) {
        return "event_%04d_%02d".formatted(month.getYear(), month.getMonthValue());
    }

    /** Drops the month, leaves the note and seals it; false when it has to wait. */
    private boolean drop(LocalDate month) {
        return jdbi.inTransaction(h -> {
            h.execute("select pg_advisory_xact_lock(?)", Sealer.LOCK);
            if (isUnsealed(h, month) || isUnsent(h, month)) {
                return false;
            }
            long events = h.createQuery("select count(*) from " + tableOf(month))
                    .mapTo(Long.class)
                    .one();
            h.execute(PATIENCE);
            h.execute("drop table if exists " + tableOf(month));
            AuditVerifier.Head after = dropSeals(h, month);
            DroppedMonths.note(h, month, events, after);
            sealer.step(h);
            return true;
        });
    }

    private static boolean isUnsealed(Handle h, LocalDate month) {
        return h.createQuery("select exists (select from event_outbox where at >= :from and at < :to)")
                .bind("from", start(month))
                .bind("to", start(month.plusMonths(1)))
                .mapTo(Boolean.class)
                .one();
    }

    private static OffsetDateTime start(LocalDate month) {
        return month.atStartOfDay().atOffset(ZoneOffset.UTC);
    }

    private boolean isUnsent(Handle h, LocalDate month) {
        AuditConfig.Syslog syslog = config.syslog();
        return syslog.enabled()
                && h.createQuery("select exists (select from event_seal where month = :month and seq > coalesce("
                                + "(select seq from event_forward where receiver = :receiver), 0))")
                        .bind("month", month)
                        .bind("receiver", syslog.address().orElse(""))
                        .mapTo(Boolean.class)
                        .one();
    }

    /** Seals before the first one that covers a later month have no rows any more. The last one always stays. */
    private static AuditVerifier.Head dropSeals(Handle h, LocalDate month) {
        Long kept = h.createQuery("select coalesce((select min(seq) from event_seal where month > :month),"
                        + " (select max(seq) from event_seal))")
                .bind("month", month)
                .mapTo(Long.class)
                .findOne()
                .orElse(null);
        byte[] hash = kept == null ? null : hashOf(h, kept - 1);
        if (kept == null || hash == null) {
            AuditVerifier.@Nullable Head before = DroppedMonths.beginning(h);
            return before == null ? new AuditVerifier.Head(0, HexFormat.of().formatHex(Chain.BEGINNING)) : before;
        }
        h.execute("select set_config('portcullis.retention', 'on', true)");
        h.execute("delete from event_seal where seq < ?", kept);
        h.execute("select set_config('portcullis.retention', 'off', true)");
        return new AuditVerifier.Head(kept - 1, HexFormat.of().formatHex(hash));
    }

    private static byte @Nullable [] hashOf(Handle h, long seq) {
        return h.createQuery("select hash from event_seal where seq = :seq")
                .bind("seq", seq)
                .map((row, _) -> row.getBytes(1))
                .findOne()
                .orElse(null);
    }
}
