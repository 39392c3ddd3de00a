package dev.portcullis.repository;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Takes away blobs that no repository links. The row goes first and its object's key is noted in the same transaction;
 * the object goes after the commit. A crash between leaves a note, never a row without an object. A blob that the
 * checker has set aside has no object.
 */
@Singleton
final class UnlinkedBlobs {
    private record Gone(String objectKey, long size) {}

    private final Jdbi jdbi;
    private final GcConfig config;
    private final DoomedObjects doomed;
    private final GcSteps steps;

    UnlinkedBlobs(Jdbi jdbi, GcConfig config, DoomedObjects doomed, GcSteps steps) {
        this.jdbi = jdbi;
        this.config = config;
        this.doomed = doomed;
        this.steps = steps;
    }

    void collect(Duration grace, GcTally tally) {
        GcPace pace = new GcPace(config.batch());
        int asked;
        int worked;
        do {
            asked = pace.size();
            worked = batch(asked, grace, tally, pace);
            tally.batchEnded();
        } while (worked == asked);
    }

    private int batch(int size, Duration grace, GcTally tally, GcPace pace) {
        record Batch(int locked, List<Gone> gone) {}
        long begin = System.nanoTime();
        Batch batch = jdbi.inTransaction(h -> {
            List<Long> locked = lock(h, size, grace);
            steps.reached(GcSteps.Step.BLOBS_LOCKED);
            List<Gone> gone = locked.isEmpty() ? List.of() : judge(h, locked);
            steps.reached(GcSteps.Step.BLOBS_JUDGED);
            return new Batch(locked.size(), gone);
        });
        pace.took(System.nanoTime() - begin);
        steps.reached(GcSteps.Step.BLOBS_COMMITTED);
        tally.blobs += batch.gone.size();
        tally.bytes += batch.gone.stream().mapToLong(Gone::size).sum();
        doomed.delete(
                batch.gone.stream()
                        .map(Gone::objectKey)
                        .filter(key -> !key.isEmpty())
                        .toList(),
                tally);
        return batch.locked;
    }

    /** A push that names the same digest, or a mount, holds the row; that one is passed over. */
    private List<Long> lock(Handle h, int size, Duration grace) {
        return h.createQuery("""
                        select q.blob_id from gc_blob q join blob b on b.id = q.blob_id
                        where q.queued_at <= now() - :grace * interval '1 millisecond'
                        order by q.queued_at limit :batch for update skip locked
                        """)
                .bind("grace", grace.toMillis())
                .bind("batch", size)
                .mapTo(Long.class)
                .list();
    }

    private static List<Gone> judge(Handle h, List<Long> locked) {
        return h.createQuery("""
                        with batch as (
                            select b.id, exists (select from blob_link l where l.blob_id = b.id) as linked
                            from blob b where b.id = any(:ids)),
                        linked as (
                            delete from gc_blob q using batch b where q.blob_id = b.id and b.linked),
                        gone as (
                            delete from blob b using batch t where b.id = t.id and not t.linked
                            returning b.object_key, b.size),
                        noted as (
                            insert into doomed_object (object_key) select object_key from gone where object_key <> '')
                        select object_key, case object_key when '' then 0 else size end from gone
                        """)
                .bind("ids", locked.toArray(Long[]::new))
                .map((rs, _) -> new Gone(rs.getString(1), rs.getLong(2)))
                .list();
    }
}
