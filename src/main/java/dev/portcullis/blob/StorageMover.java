package dev.portcullis.blob;

import dev.portcullis.job.Background;
import dev.portcullis.reference.Digest;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Does the work of a move, on one node at a time: passes over all objects, each of which is put into the store that lacks
 * it and read back against its digest. A kill at any point costs what was done of one object; another node, or the next
 * start, goes on after the last one that was noted.
 */
@Singleton
public class StorageMover {
    private static final Logger LOG = Logger.getLogger(StorageMover.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int BATCH = 50;
    /** By then every node writes into both stores, or is out of the count: see {@code database.Nodes}. */
    private static final Duration ALL_KNOW = Duration.ofSeconds(2);

    private static final long PROLONG_NANOS = Duration.ofSeconds(5).toNanos();

    private final Jdbi jdbi;
    private final StorageMoves moves;
    private final SwitchedBlobStore store;
    private final UUID node = UUID.randomUUID();

    private record Row(String objectKey, Digest digest, long size) {}

    /** What was done with some objects. */
    record Step(
            String after,
            int seen,
            int missing,
            int copied,
            long bytes,
            int failed,
            @Nullable String problem) {
        Step and(Step next) {
            return new Step(
                    next.after,
                    seen + next.seen,
                    missing + next.missing,
                    copied + next.copied,
                    bytes + next.bytes,
                    failed + next.failed,
                    next.problem == null ? problem : next.problem);
        }
    }

    StorageMover(Jdbi jdbi, StorageMoves moves, SwitchedBlobStore store) {
        this.jdbi = jdbi;
        this.moves = moves;
        this.store = store;
    }

    void start(@Observes StartupEvent event, Background background) {
        background.every("storage-mover", PAUSE, this::work);
    }

    /** Works for as long as there is something to do. */
    void work() {
        SwitchedBlobStore.Stores stores = store.stores();
        BlobStore other = stores.other();
        if (other == null || !moves.claim(node)) {
            return;
        }
        if (moves.after().isEmpty()) {
            pause();
        }
        while (store.stores().equals(stores)) {
            List<Row> rows = next(moves.after());
            if (rows.isEmpty()) {
                moves.endPass(node);
                return;
            }
            if (!moves.advance(node, step(stores.main(), other, rows))) {
                return;
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(ALL_KNOW);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Row> next(String after) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select object_key, digest, size from blob"
                                + " where object_key > :after and object_key <> '' order by object_key collate \"C\" limit :batch")
                .bind("after", after)
                .bind("batch", BATCH)
                .map((row, context) -> new Row(
                        row.getString("object_key"), Digest.parse(row.getString("digest")), row.getLong("size")))
                .list());
    }

    /** As many of them as take about 5 s, so that the claim is prolonged in time. */
    private Step step(BlobStore main, BlobStore other, List<Row> rows) {
        long until = System.nanoTime() + PROLONG_NANOS;
        Step step = new Step("", 0, 0, 0, 0, 0, null);
        for (Row row : rows) {
            step = step.and(look(main, other, row));
            if (System.nanoTime() > until) {
                break;
            }
        }
        return step;
    }

    /** Looks at one object, and puts it into the store that lacks it. */
    private Step look(BlobStore main, BlobStore other, Row row) {
        boolean missing = false;
        try {
            boolean inMain = main.length(row.objectKey) == row.size;
            missing = !inMain || other.length(row.objectKey) != row.size;
            if (missing) {
                put(inMain ? main : other, inMain ? other : main, row);
            }
            int copied = missing ? 1 : 0;
            return new Step(row.objectKey, 1, copied, copied, missing ? row.size : 0, 0, null);
        } catch (IOException | RuntimeException e) {
            if (isGone(row)) {
                return new Step(row.objectKey, 1, 0, 0, 0, 0, null);
            }
            LOG.warnf("%s could not be put into both stores: %s", row.digest, e);
            return new Step(row.objectKey, 1, missing ? 1 : 0, 0, 0, 1, row.digest + ": " + e.getMessage());
        }
    }

    private void put(BlobStore from, BlobStore to, Row row) throws IOException {
        BooleanSupplier going = new Prolonging();
        ObjectCopy.copy(from, to, row.objectKey, going);
        if (!ObjectCopy.isGood(to, row.objectKey, row.digest, going)) {
            to.delete(row.objectKey);
            throw new IOException("its bytes are not those of the digest; see fsck");
        }
    }

    /** Keeps the claim during a long object. */
    private final class Prolonging implements BooleanSupplier {
        private long last = System.nanoTime();

        @Override
        public boolean getAsBoolean() {
            if (System.nanoTime() - last < PROLONG_NANOS) {
                return true;
            }
            last = System.nanoTime();
            return moves.claim(node);
        }
    }

    /** The collector was faster. */
    private boolean isGone(Row row) {
        return jdbi.withHandle(handle -> handle.createQuery("select exists (select from blob where object_key = :key)")
                .bind("key", row.objectKey)
                .mapTo(Boolean.class)
                .map(there -> !there)
                .one());
    }
}
