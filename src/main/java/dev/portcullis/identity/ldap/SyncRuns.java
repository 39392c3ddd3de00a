package dev.portcullis.identity.ldap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The runs in the database. One at a time for a source, whichever node it is on: the row is the lock. It is not a lock of
 * the session, since those do not go through every pooler; and a run whose row was not touched for {@link #DEAD_AFTER}
 * is over, and finds that out before it changes anything more.
 */
@Singleton
final class SyncRuns {
    static final Duration DEAD_AFTER = Duration.ofSeconds(90);
    private static final int KEPT = 100;
    private static final int MOST_LINES = 20_000;
    private static final String COLUMNS =
            "id, state, started_by, started_at, ended_at, step, done, total, counts::text as counts";

    private final Jdbi jdbi;
    private final ObjectMapper json;

    SyncRuns(Jdbi jdbi, ObjectMapper json) {
        this.jdbi = jdbi;
        this.json = json;
    }

    /** A new run, or none while one is running. */
    Optional<Long> start(long sourceId, String by) {
        return jdbi.inTransaction(handle -> {
            handle.createUpdate("""
                            update directory_sync set state = 'failed', ended_at = now(), step = 'given up by its node'
                            where source_id = :source and state = 'running'
                                and beat_at < now() - :seconds * interval '1 second'""")
                    .bind("source", sourceId)
                    .bind("seconds", DEAD_AFTER.toSeconds())
                    .execute();
            handle.execute("""
                    delete from directory_sync where source_id = ? and id <= (
                        select id from directory_sync where source_id = ? order by id desc offset ? limit 1)""", sourceId, sourceId, KEPT - 1);
            return handle.createQuery("""
                            insert into directory_sync (source_id, started_by) values (:source, :by)
                            on conflict (source_id) where state = 'running' do nothing returning id""")
                    .bind("source", sourceId)
                    .bind("by", by)
                    .mapTo(Long.class)
                    .findOne();
        });
    }

    /** Says how far it is. {@link SyncEnded} when it was cancelled, or taken for dead: nothing may be done any more. */
    void beat(long id, String step, int done, int total) {
        jdbi.useHandle(handle -> beat(handle, id, step, done, total));
    }

    /** As above, at the beginning of a transaction that changes something. */
    static void beat(Handle handle, long id, String step, int done, int total) {
        boolean cancel = handle.createQuery("""
                        update directory_sync set beat_at = now(), step = :step, done = :done, total = :total
                        where id = :id and state = 'running' returning cancel""")
                .bind("id", id)
                .bind("step", step)
                .bind("done", done)
                .bind("total", total)
                .mapTo(Boolean.class)
                .findOne()
                .orElseThrow(() -> new SyncEnded("failed", "Another node took this run for dead."));
        if (cancel) {
            throw new SyncEnded("cancelled", "It was cancelled. What was done until then stays.");
        }
    }

    /** Adds lines to its log. */
    void log(long id, List<String> messages) {
        jdbi.useHandle(handle -> log(handle, id, messages));
    }

    static void log(Handle handle, long id, List<String> messages) {
        handle.createUpdate("""
                        insert into directory_sync_line (sync_id, line, message)
                        select :id, n.last + m.ordinality, m.message
                        from unnest(:messages) with ordinality as m(message, ordinality),
                            (select coalesce(max(line), 0) as last from directory_sync_line where sync_id = :id) n
                        where n.last + m.ordinality <= :most""")
                .bind("id", id)
                .bind("most", MOST_LINES)
                .bindArray("messages", String.class, messages.toArray())
                .execute();
    }

    void count(long id, SyncPlan.Counts counts) {
        jdbi.useHandle(handle -> handle.createUpdate("update directory_sync set counts = :counts::jsonb where id = :id")
                .bind("id", id)
                .bind("counts", json.valueToTree(counts).toString())
                .execute());
    }

    /** Ends it, unless it has ended. */
    void end(long id, String state, String message) {
        jdbi.useTransaction(handle -> {
            int ended =
                    handle.createUpdate("""
                            update directory_sync set state = :state, ended_at = now(), step = ''
                            where id = :id and state = 'running'""").bind("id", id).bind("state", state).execute();
            if (ended > 0) {
                log(handle, id, List.of(message));
            }
        });
    }

    /** Asks a running one to end soon; {@link ErrorCode#CONFLICT} when it is not running. */
    void cancel(long sourceId, long id) {
        get(sourceId, id);
        int rows = jdbi.withHandle(handle ->
                handle.execute("update directory_sync set cancel = true where id = ? and state = 'running'", id));
        if (rows == 0) {
            throw new RegistryException(ErrorCode.CONFLICT, "That synchronization is not running any more.");
        }
    }

    /** The latest first, those before {@code before}. */
    List<SyncRun> list(long sourceId, long before, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select " + COLUMNS
                                + " from directory_sync where source_id = :source and id < :before order by id desc limit :limit")
                .bind("source", sourceId)
                .bind("before", before)
                .bind("limit", limit)
                .map((row, _) -> run(row))
                .list());
    }

    SyncRun get(long sourceId, long id) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select " + COLUMNS + " from directory_sync where source_id = :source and id = :id")
                .bind("source", sourceId)
                .bind("id", id)
                .map((row, _) -> run(row))
                .findOne()
                .orElseThrow(
                        () -> new RegistryException(ErrorCode.NOT_FOUND, "There is no synchronization " + id + ".")));
    }

    List<SyncRun.Line> lines(long id, int after, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select line, at, message from directory_sync_line
                        where sync_id = :id and line > :after order by line limit :limit""")
                .bind("id", id)
                .bind("after", after)
                .bind("limit", limit)
                .map((row, _) -> new SyncRun.Line(
                        row.getInt("line"), row.getTimestamp("at").toInstant(), row.getString("message")))
                .list());
    }

    /** Whether the last run, or the last change of the source, is longer ago than that. */
    boolean isDue(long sourceId, Duration interval) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select greatest(s.updated_at, coalesce((select max(started_at) from directory_sync
                            where source_id = s.id), s.updated_at)) + :seconds * interval '1 second' <= now()
                        from identity_source s where s.id = :source""")
                .bind("source", sourceId)
                .bind("seconds", interval.toSeconds())
                .mapTo(Boolean.class)
                .findOne()
                .orElse(false));
    }

    private SyncRun run(ResultSet row) throws SQLException {
        Timestamp ended = row.getTimestamp("ended_at");
        try {
            return new SyncRun(
                    row.getLong("id"),
                    row.getString("state"),
                    row.getString("started_by"),
                    row.getTimestamp("started_at").toInstant(),
                    ended == null ? null : ended.toInstant(),
                    row.getString("step"),
                    row.getInt("done"),
                    row.getInt("total"),
                    json.readTree(row.getString("counts")));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
