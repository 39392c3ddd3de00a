package dev.portcullis.database;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The table {@code node} as one node sees it. Used by one thread at a time. */
final class NodeRows {
    /** A row that did not move for so long belongs to a node that is gone. */
    static final Duration GONE_AFTER = Duration.ofSeconds(10);

    /** Any number that no other advisory lock of the program has. */
    private static final long LOCK = 0x6e6f6465;

    private final Jdbi jdbi;
    private final String address;
    private final String version;
    private final UUID id = UUID.randomUUID();
    private final Map<UUID, Sighting> sightings = new HashMap<>();
    /** A connection of its own: a node must not seem gone because its pool is busy. */
    private @Nullable Handle handle;

    /**
     * What a beat found.
     *
     * @param isNew whether this node's row was not there before
     * @param others whether other nodes are up
     * @param leased whether one of them may still take itself for alone
     */
    record Seen(boolean isNew, boolean others, boolean leased) {}

    private record Row(UUID id, Instant seenAt, boolean leased) {}

    /** When, by this node's clock, a row was first seen with this value. */
    private record Sighting(Instant value, long since) {}

    NodeRows(Jdbi jdbi, String address, String version) {
        this.jdbi = jdbi;
        this.address = address;
        this.version = version;
    }

    /** Renews this node's row; calls {@code beforeYielding} before the row gives up a lease. */
    synchronized Seen beat(Runnable beforeYielding) {
        try {
            if (handle == null) {
                handle = jdbi.open();
            }
            return handle.inTransaction(transaction -> beat(transaction, beforeYielding));
        } catch (RuntimeException failure) {
            disconnect();
            throw failure;
        }
    }

    UUID id() {
        return id;
    }

    /** Deletes this node's row. */
    synchronized void leave() {
        disconnect();
        jdbi.useHandle(own -> own.execute("delete from node where id = ?", id));
    }

    /** Deletes all rows. */
    void deleteAll() {
        jdbi.useHandle(own -> own.execute("delete from node"));
    }

    private void disconnect() {
        if (handle != null) {
            Handle broken = handle;
            handle = null;
            broken.close();
        }
    }

    private Seen beat(Handle transaction, Runnable beforeYielding) {
        // A node that hangs while it holds the lock must not take the others' beats with it.
        transaction.execute("set local idle_in_transaction_session_timeout = '2s'");
        transaction.execute("set local lock_timeout = '3s'");
        transaction.execute("select pg_advisory_xact_lock(?)", LOCK);
        List<Row> rows = transaction
                .createQuery("select id, seen_at, alone_until > '-infinity' as leased from node")
                .map((row, context) -> new Row(
                        row.getObject("id", UUID.class),
                        row.getTimestamp("seen_at").toInstant(),
                        row.getBoolean("leased")))
                .list();
        boolean isNew = rows.stream().noneMatch(row -> row.id().equals(id));
        List<Row> others = rows.stream()
                .filter(row -> !row.id().equals(id))
                .filter(row -> !deleteIfGone(transaction, row))
                .toList();
        sightings.keySet().retainAll(others.stream().map(Row::id).toList());
        if (!others.isEmpty()) {
            beforeYielding.run();
        }
        renew(transaction, others.isEmpty());
        return new Seen(isNew, !others.isEmpty(), others.stream().anyMatch(Row::leased));
    }

    private boolean deleteIfGone(Handle transaction, Row row) {
        long now = System.nanoTime();
        Sighting sighting = sightings.get(row.id());
        if (sighting == null || !sighting.value().equals(row.seenAt())) {
            sightings.put(row.id(), new Sighting(row.seenAt(), now));
            return false;
        }
        if (now - sighting.since() < GONE_AFTER.toNanos()) {
            return false;
        }
        return transaction.execute("delete from node where id = ? and seen_at = ?", row.id(), row.seenAt()) == 1;
    }

    private void renew(Handle transaction, boolean alone) {
        transaction
                .createUpdate("""
                        insert into node (id, address, version, seen_at, alone_until)
                        values (:id, :address, :version, clock_timestamp(),
                                case when :alone then clock_timestamp() + interval '2 seconds' else '-infinity' end)
                        on conflict (id) do update set seen_at = excluded.seen_at, alone_until = excluded.alone_until
                        """)
                .bind("id", id)
                .bind("address", address)
                .bind("version", version)
                .bind("alone", alone)
                .execute();
    }
}
