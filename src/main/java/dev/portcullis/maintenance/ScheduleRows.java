package dev.portcullis.maintenance;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The schedules in the database, and starting what is due. */
final class ScheduleRows {
    private static final String COLUMNS = "kind, cron, flags, next_at, changed_at, changed_by";

    private final Jdbi jdbi;

    ScheduleRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    Optional<JobSchedule> find(String kind) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select " + COLUMNS + " from job_schedule where kind = :kind")
                        .bind("kind", kind)
                        .map((row, context) -> schedule(row))
                        .findOne());
    }

    static void put(Handle handle, String kind, CronLine cron, Collection<String> flags, String by) {
        handle.createUpdate("""
                        insert into job_schedule (kind, cron, flags, next_at, changed_by)
                        values (:kind, :cron, :flags, :next, :by)
                        on conflict (kind) do update set cron = excluded.cron, flags = excluded.flags,
                            next_at = excluded.next_at, changed_at = now(), changed_by = excluded.changed_by""")
                .bind("kind", kind)
                .bind("cron", cron.toString())
                .bindArray("flags", String.class, flags.toArray())
                .bind("next", cron.after(now(handle)))
                .bind("by", by)
                .execute();
    }

    static boolean delete(Handle handle, String kind) {
        return handle.execute("delete from job_schedule where kind = ?", kind) > 0;
    }

    /** Asks for a run of all that is due. What was missed while no node was up is made up for once. */
    void startDue(String by) {
        jdbi.useTransaction(handle -> {
            List<JobSchedule> due = handle.createQuery("select " + COLUMNS
                            + " from job_schedule where next_at <= now() order by kind for update skip locked")
                    .map((row, context) -> schedule(row))
                    .list();
            for (JobSchedule schedule : due) {
                JobRows.ask(handle, schedule.kind(), schedule.flags(), by);
                handle.createUpdate("update job_schedule set next_at = :next where kind = :kind")
                        .bind("next", CronLine.parse(schedule.cron()).after(now(handle)))
                        .bind("kind", schedule.kind())
                        .execute();
            }
        });
    }

    private static Instant now(Handle handle) {
        return handle.createQuery("select now()").mapTo(Instant.class).one();
    }

    private static JobSchedule schedule(ResultSet row) throws SQLException {
        return new JobSchedule(
                row.getString("kind"),
                row.getString("cron"),
                JobRows.texts(row.getArray("flags")),
                row.getTimestamp("next_at").toInstant(),
                row.getTimestamp("changed_at").toInstant(),
                row.getString("changed_by"));
    }
}
