package dev.portcullis.repository;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Takes away links that no manifest of their repository uses. What that leaves of a blob is queued by a trigger. */
@Singleton
final class UnusedLinks {
    private final Jdbi jdbi;
    private final GcConfig config;
    private final GcSteps steps;

    UnusedLinks(Jdbi jdbi, GcConfig config, GcSteps steps) {
        this.jdbi = jdbi;
        this.config = config;
        this.steps = steps;
    }

    /** Calls back after each commit that took links away. */
    void collect(Duration grace, GcTally tally, Runnable changed) {
        GcPace pace = new GcPace(config.batch());
        int asked;
        int worked;
        do {
            long before = tally.links;
            long begin = System.nanoTime();
            asked = pace.size();
            worked = batch(asked, grace, tally);
            pace.took(System.nanoTime() - begin);
            if (tally.links > before) {
                changed.run();
            }
            tally.batchEnded();
        } while (worked == asked);
    }

    private int batch(int size, Duration grace, GcTally tally) {
        return jdbi.inTransaction(h -> batch(h, size, grace, tally));
    }

    private int batch(Handle h, int size, Duration grace, GcTally tally) {
        List<Long[]> locked = lock(h, size, grace);
        if (locked.isEmpty()) {
            return 0;
        }
        steps.reached(GcSteps.Step.LINKS_LOCKED);
        tally.links += judge(h, grace, locked);
        steps.reached(GcSteps.Step.LINKS_JUDGED);
        return locked.size();
    }

    /** A push holds the link that it is about to use; that one is passed over. */
    private List<Long[]> lock(Handle h, int size, Duration grace) {
        return h.createQuery("""
                        select q.repository_id, q.blob_id from gc_link q
                        join blob_link l on l.repository_id = q.repository_id and l.blob_id = q.blob_id
                        where q.queued_at <= now() - :grace * interval '1 millisecond'
                        order by q.queued_at limit :batch for update skip locked
                        """)
                .bind("grace", grace.toMillis())
                .bind("batch", size)
                .map((rs, _) -> new Long[] {rs.getLong(1), rs.getLong(2)})
                .list();
    }

    /**
     * A link's own time counts too: a client that pushes a blob again, or mounts it, renews it and not the queue. The
     * row then comes back when that time is over.
     */
    private static long judge(Handle h, Duration grace, List<Long[]> locked) {
        return h.createQuery("""
                        with batch as (
                            select l.repository_id, l.blob_id, l.created_at,
                                l.created_at > now() - :grace * interval '1 millisecond' as young,
                                exists (select from manifest_blob m
                                    where m.repository_id = l.repository_id and m.blob_id = l.blob_id) as used
                            from unnest(:repositories, :blobs) b (repository_id, blob_id)
                            join blob_link l on l.repository_id = b.repository_id and l.blob_id = b.blob_id),
                        used as (
                            delete from gc_link q using batch b
                            where q.repository_id = b.repository_id and q.blob_id = b.blob_id and b.used),
                        young as (
                            update gc_link q set queued_at = b.created_at from batch b
                            where q.repository_id = b.repository_id and q.blob_id = b.blob_id
                            and not b.used and b.young),
                        gone as (
                            delete from blob_link l using batch b
                            where l.repository_id = b.repository_id and l.blob_id = b.blob_id
                            and not b.used and not b.young returning 1)
                        select count(*) from gone
                        """)
                .bind("grace", grace.toMillis())
                .bind("repositories", locked.stream().map(key -> key[0]).toArray(Long[]::new))
                .bind("blobs", locked.stream().map(key -> key[1]).toArray(Long[]::new))
                .mapTo(long.class)
                .one();
    }
}
