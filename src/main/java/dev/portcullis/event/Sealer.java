package dev.portcullis.event;

import dev.portcullis.job.Background;
import io.quarkus.arc.All;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Seals what the outbox holds, every five seconds, on one node at a time: a seal each second would take more space than
 * the events of a quiet registry. Writers of events wait for nothing of this: what
 * they commit late stands in the outbox and is sealed late.
 */
@Singleton
public final class Sealer {
    /** Held by whoever adds to the chain or takes its beginning away. */
    static final long LOCK = 0x61756474;

    /** Rows of one seal: marks of 64 KiB. */
    private static final int MOST = 4096;

    private static final Logger LOG = Logger.getLogger(Sealer.class);
    private static final String FOLLOWER = "follower";
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final Jdbi jdbi;
    private final Chain chain;
    private final Background background;
    private final List<SealedEvents> followers;

    /** A row of the outbox with its event, which is null when somebody took that away meanwhile. */
    private record Waiting(long id, Instant at, @Nullable AuditEvent event) {}

    Sealer(Jdbi jdbi, Chain chain, Background background, @All List<SealedEvents> followers) {
        this.jdbi = jdbi;
        this.chain = chain;
        this.background = background;
        this.followers = List.copyOf(followers);
    }

    void start(@Observes StartupEvent event) {
        background.every("Sealing of the audit log", PAUSE, this::seal);
    }

    /** Seals everything that is waiting, or nothing when another node is at it. */
    public void seal() {
        int sealed;
        do {
            sealed = jdbi.inTransaction(this::step);
        } while (sealed == MOST);
    }

    /** Seals the first rows that wait, in this transaction; how many. */
    int step(Handle h) {
        boolean mine = h.createQuery("select pg_try_advisory_xact_lock(:lock)")
                .bind("lock", LOCK)
                .mapTo(Boolean.class)
                .one();
        if (!mine) {
            return 0;
        }
        List<Waiting> waiting = waiting(h);
        if (waiting.isEmpty()) {
            return 0;
        }
        Map<LocalDate, List<Waiting>> months =
                waiting.stream().collect(Collectors.groupingBy(w -> month(w.at()), TreeMap::new, Collectors.toList()));
        Seal last = last(h);
        long seq = last == null ? 0 : last.seq();
        byte[] previous = last == null ? Chain.BEGINNING : last.hash();
        for (Map.Entry<LocalDate, List<Waiting>> month : months.entrySet()) {
            Seal bare = bare(++seq, month.getKey(), month.getValue());
            Seal seal = bare.withHash(chain.hash(previous, bare));
            insert(h, seal);
            previous = seal.hash();
        }
        List<AuditEvent> events =
                waiting.stream().map(Waiting::event).filter(Objects::nonNull).toList();
        followers.forEach(follower -> tell(h, follower, events));
        h.createUpdate("delete from event_outbox where id = any(:ids)")
                .bind("ids", waiting.stream().map(Waiting::id).toArray(Long[]::new))
                .execute();
        return waiting.size();
    }

    /** What counts events must not hold up the seal: where it fails, its part is undone and told in the log. */
    private static void tell(Handle h, SealedEvents follower, List<AuditEvent> events) {
        h.savepoint(FOLLOWER);
        try {
            follower.sealed(h, events);
            h.releaseSavepoint(FOLLOWER);
        } catch (RuntimeException failure) {
            LOG.errorf(failure, "%d events were not counted by %s", (Object) events.size(), follower);
            h.rollbackToSavepoint(FOLLOWER);
        }
    }

    private static List<Waiting> waiting(Handle h) {
        return h.createQuery("select w.id as outbox_id, w.at as outbox_at, " + AuditEvent.COLUMNS + """
                         from (select id, at from event_outbox order by id limit :most) w
                        left join lateral (select * from event e where e.at = w.at and e.id = w.id offset 0) e on true
                        order by w.id
                        """)
                .bind("most", MOST)
                .map((row, _) -> waiting(row))
                .list();
    }

    private static Waiting waiting(ResultSet row) throws SQLException {
        boolean gone = row.getObject("id") == null;
        return new Waiting(
                row.getLong("outbox_id"), AuditEvent.instant(row, "outbox_at"), gone ? null : AuditEvent.of(row));
    }

    static @Nullable Seal last(Handle h) {
        return h.createQuery("select " + Seal.COLUMNS + " from event_seal order by seq desc limit 1")
                .map((row, _) -> Seal.of(row))
                .findFirst()
                .orElse(null);
    }

    private Seal bare(long seq, LocalDate month, List<Waiting> rows) {
        byte[] marks = new byte[rows.size() * Chain.MARK_BYTES];
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            ids.add(rows.get(i).id());
            AuditEvent event = rows.get(i).event();
            if (event != null) {
                System.arraycopy(chain.mark(event), 0, marks, i * Chain.MARK_BYTES, Chain.MARK_BYTES);
            }
        }
        return new Seal(
                seq,
                month,
                IdRanges.of(ids),
                rows.stream().map(Waiting::at).min(Instant::compareTo).orElseThrow(),
                rows.stream().map(Waiting::at).max(Instant::compareTo).orElseThrow(),
                marks,
                Instant.now().truncatedTo(ChronoUnit.MICROS),
                new byte[0]);
    }

    private static void insert(Handle h, Seal seal) {
        h.createUpdate("insert into event_seal (" + Seal.COLUMNS
                        + ") values (:seq, :month, :ids, :first, :last, :marks, :sealed, :hash)")
                .bind("seq", seal.seq())
                .bind("month", seal.month())
                .bind("ids", seal.ids())
                .bind("first", utc(seal.firstAt()))
                .bind("last", utc(seal.lastAt()))
                .bind("marks", seal.marks())
                .bind("sealed", utc(seal.sealedAt()))
                .bind("hash", seal.hash())
                .execute();
    }

    /** The first day of the month, by UTC, as the partitions are cut. */
    static LocalDate month(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC).withDayOfMonth(1);
    }

    static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
