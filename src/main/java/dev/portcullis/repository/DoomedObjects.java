package dev.portcullis.repository;

import dev.portcullis.blob.BlobStore;
import dev.portcullis.blob.ObjectHolds;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/**
 * Deletes objects whose row is gone. A key is never used twice, so it does not matter when this happens, nor whether
 * two nodes do it.
 */
@Singleton
final class DoomedObjects {
    private static final int BATCH = 1_000;

    private final Jdbi jdbi;
    private final BlobStore store;
    private final ObjectHolds holds;
    private final GcSteps steps;

    DoomedObjects(Jdbi jdbi, BlobStore store, ObjectHolds holds, GcSteps steps) {
        this.jdbi = jdbi;
        this.store = store;
        this.holds = holds;
        this.steps = steps;
    }

    /**
     * Deletes objects that are noted as doomed, then their notes. While somebody holds objects, all of it stays for a later
     * round: what was committed before the question is in no snapshot that was taken after a hold.
     */
    void delete(List<String> keys, GcTally tally) {
        if (keys.isEmpty() || held()) {
            return;
        }
        List<String> deleted = new ArrayList<>(keys);
        store.deleteAll(keys).forEach((key, failure) -> {
            deleted.remove(key);
            tally.problem("The object " + key + " could not be deleted: " + failure);
        });
        steps.reached(GcSteps.Step.OBJECTS_DELETED);
        if (!deleted.isEmpty()) {
            jdbi.useHandle(h -> h.createUpdate("delete from doomed_object where object_key = any(:keys)")
                    .bind("keys", deleted.toArray(String[]::new))
                    .execute());
        }
    }

    /** Whether nothing is deleted just now, since a backup may still read it. */
    boolean held() {
        return holds.any();
    }

    /** Goes on with what a crash, or a store that was away, has left. */
    void resume(GcTally tally) {
        String last = "";
        List<String> keys;
        do {
            keys = after(last);
            delete(keys, tally);
            tally.batchEnded();
            last = keys.isEmpty() ? last : keys.getLast();
        } while (keys.size() == BATCH);
    }

    /** The keys of objects that were doomed longer ago than this, a thousand at most. */
    List<String> olderThan(Duration age) {
        return jdbi.withHandle(h -> h.createQuery("""
                        select object_key from doomed_object
                        where doomed_at < now() - :age * interval '1 second' limit :batch
                        """)
                .bind("age", age.toSeconds())
                .bind("batch", BATCH)
                .mapTo(String.class)
                .list());
    }

    private List<String> after(String last) {
        return jdbi.withHandle(h -> h.createQuery(
                        "select object_key from doomed_object where object_key > :last order by object_key limit :batch")
                .bind("last", last)
                .bind("batch", BATCH)
                .mapTo(String.class)
                .list());
    }
}
