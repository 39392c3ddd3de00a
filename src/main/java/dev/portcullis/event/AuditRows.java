package dev.portcullis.event;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Walks over the numbers of all events, by their index. */
final class AuditRows {
    private AuditRows() {}

    /** The number of an event and its time. */
    record Row(long id, Instant at) {}

    /** The events of a seal that are there, by number. */
    static List<AuditEvent> of(Handle h, Seal seal) {
        // One more than there are marks, so that a forged range cannot exhaust memory, and is seen.
        List<Long> ids = IdRanges.expand(seal.ids(), seal.rows() + 1);
        return h.createQuery("select " + AuditEvent.COLUMNS
                        + " from event e where e.at between :first and :last and e.id = any(:ids) order by e.id, e.at")
                .bind("first", Sealer.utc(seal.firstAt()))
                .bind("last", Sealer.utc(seal.lastAt()))
                .bind("ids", ids.toArray(Long[]::new))
                .map((row, _) -> AuditEvent.of(row))
                .list();
    }

    /** The events after that number, by number. */
    static List<Row> after(Jdbi jdbi, long id, int limit) {
        return jdbi.withHandle(h -> h.createQuery("select id, at from event where id > :id order by id limit :limit")
                .bind("id", id)
                .bind("limit", limit)
                .map((row, _) -> new Row(row.getLong("id"), AuditEvent.instant(row, "at")))
                .list());
    }

    /** Those of the rows that are not in the outbox, and in no seal after this one either. */
    static List<Row> neitherWaitingNorSealed(Jdbi jdbi, List<Row> rows, long lastSeal) {
        Long[] ids = rows.stream().map(Row::id).toArray(Long[]::new);
        // In this order: what leaves the outbox after the first query is in a seal at the second.
        Set<Long> waiting =
                jdbi.withHandle(h -> new HashSet<>(h.createQuery("select id from event_outbox where id = any(:ids)")
                        .bind("ids", ids)
                        .mapTo(Long.class)
                        .list()));
        IdRanges since = new IdRanges();
        jdbi.withHandle(h -> h.createQuery("select " + Seal.COLUMNS + " from event_seal where seq > :last order by seq")
                        .bind("last", lastSeal)
                        .map((row, _) -> Seal.of(row))
                        .list())
                .forEach(seal -> since.add(seal.ids()));
        return rows.stream()
                .filter(row -> !waiting.contains(row.id()) && !since.contains(row.id()))
                .toList();
    }
}
