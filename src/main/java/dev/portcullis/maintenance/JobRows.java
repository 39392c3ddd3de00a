package dev.portcullis.maintenance;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The runs in the database. All spans are of the database's clock, so the nodes' clocks do not matter. */
final class JobRows {
    /** A run whose heart was not heard for so long is another node's to take. */
    static final Duration DEAD_AFTER = Duration.ofSeconds(15);

    /** So often a run is begun; then it is no longer the node's fault. */
    static final int MOST_ATTEMPTS = 5;

    private static final int KEPT = 200;
    private static final int MOST_LINES = 20_000;
    private static final String COLUMNS =
            "id, kind, state, flags, asked_by, asked_at, started_at, ended_at, node, attempts,"
                    + " step, done, total, result";

    private final Jdbi jdbi;

    JobRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** What a beat found. */
    enum Pulse {
        GOES_ON,
        CANCELLED,
        LOST
    }

    /** A run that this node has just taken. */
    record Claimed(long id, String kind, Set<String> flags, int attempts) {}

    /** Lets a node begin it; the run that is active already, where there is one, or none. */
    static Optional<Long> ask(Handle handle, String kind, Collection<String> flags, String by) {
        handle.execute("""
                delete from job_run where kind = ? and state not in ('waiting', 'running') and id <= (
                    select id from job_run where kind = ? order by id desc offset ? limit 1)""", kind, kind, KEPT - 1);
        return handle.createQuery("""
                        insert into job_run (kind, flags, asked_by) values (:kind, :flags, :by)
                        on conflict (kind) where state in ('waiting', 'running') do nothing returning id""")
                .bind("kind", kind)
                .bindArray("flags", String.class, flags.toArray())
                .bind("by", by)
                .mapTo(Long.class)
                .findOne();
    }

    /** Takes one that waits, or whose node is gone. */
    Optional<Claimed> claim(UUID claim, String node, Collection<String> kinds) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        update job_run set state = 'running', claim = :claim, node = :node, beat_at = now(),
                            started_at = coalesce(started_at, now()), attempts = attempts + 1, step = '', done = 0, total = 0
                        where id = (
                            select id from job_run where kind = any(:kinds) and (state = 'waiting' or (state = 'running'
                                and beat_at < now() - :seconds * interval '1 second'))
                            order by id limit 1 for update skip locked)
                        returning id, kind, flags, attempts""")
                .bind("claim", claim)
                .bind("node", node)
                .bindArray("kinds", String.class, kinds.toArray())
                .bind("seconds", DEAD_AFTER.toSeconds())
                .map((row, context) -> new Claimed(
                        row.getLong("id"),
                        row.getString("kind"),
                        Set.copyOf(texts(row.getArray("flags"))),
                        row.getInt("attempts")))
                .findOne());
    }

    Pulse beat(long id, UUID claim, String step, long done, long total) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        update job_run set beat_at = now(), step = :step, done = :done, total = :total
                        where id = :id and claim = :claim and state = 'running' returning cancel""")
                .bind("id", id)
                .bind("claim", claim)
                .bind("step", step)
                .bind("done", done)
                .bind("total", total)
                .mapTo(Boolean.class)
                .findOne()
                .map(cancel -> cancel ? Pulse.CANCELLED : Pulse.GOES_ON)
                .orElse(Pulse.LOST));
    }

    void log(long id, String text) {
        jdbi.useHandle(handle -> log(handle, id, text));
    }

    private static void log(Handle handle, long id, String text) {
        handle.createUpdate("""
                        insert into job_line (run_id, line, text)
                        select :id, n.last + 1, :text
                        from (select coalesce(max(line), 0) as last from job_line where run_id = :id) n
                        where n.last < :most on conflict do nothing""")
                .bind("id", id)
                .bind("text", text)
                .bind("most", MOST_LINES)
                .execute();
    }

    /** Ends a run that is still this claim's. */
    void end(long id, UUID claim, String state, String result) {
        jdbi.useTransaction(handle -> {
            int ended = handle.createUpdate("""
                            update job_run set state = :state, result = :result, ended_at = now(), step = ''
                            where id = :id and claim = :claim and state = 'running'""")
                    .bind("id", id)
                    .bind("claim", claim)
                    .bind("state", state)
                    .bind("result", result)
                    .execute();
            if (ended > 0) {
                log(handle, id, result);
            }
        });
    }

    /** Asks a run to end soon, or ends one that waits; whether it was active. */
    static boolean cancel(Handle handle, long id) {
        int waiting = handle.execute(
                "update job_run set state = 'cancelled', ended_at = now(), result = 'It was cancelled before it began.'"
                        + " where id = ? and state = 'waiting'",
                id);
        return waiting > 0
                || handle.execute("update job_run set cancel = true where id = ? and state = 'running'", id) > 0;
    }

    /** Of one kind or, where that is null, of all; those before {@code before}, the latest first. */
    List<JobRun> list(@Nullable String kind, long before, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("select " + COLUMNS
                        + " from job_run where (:kind::text is null or kind = :kind) and id < :before"
                        + " order by id desc limit :limit")
                .bind("kind", kind)
                .bind("before", before)
                .bind("limit", limit)
                .map((row, context) -> run(row))
                .list());
    }

    Optional<JobRun> find(long id) {
        return jdbi.withHandle(handle -> handle.createQuery("select " + COLUMNS + " from job_run where id = :id")
                .bind("id", id)
                .map((row, context) -> run(row))
                .findOne());
    }

    List<JobRun.Line> lines(long id, int after, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select line, at, text from job_line where run_id = :id and line > :after order by line limit :limit")
                .bind("id", id)
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) ->
                        new JobRun.Line(row.getInt("line"), instant(row.getTimestamp("at")), row.getString("text")))
                .list());
    }

    private static JobRun run(ResultSet row) throws SQLException {
        Timestamp started = row.getTimestamp("started_at");
        Timestamp ended = row.getTimestamp("ended_at");
        return new JobRun(
                row.getLong("id"),
                row.getString("kind"),
                row.getString("state"),
                texts(row.getArray("flags")),
                row.getString("asked_by"),
                instant(row.getTimestamp("asked_at")),
                started == null ? null : started.toInstant(),
                ended == null ? null : ended.toInstant(),
                row.getString("node"),
                row.getInt("attempts"),
                row.getString("step"),
                row.getLong("done"),
                row.getLong("total"),
                row.getString("result"));
    }

    static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }

    private static Instant instant(Timestamp at) {
        return at.toInstant();
    }
}
