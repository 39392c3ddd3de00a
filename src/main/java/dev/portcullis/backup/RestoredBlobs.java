package dev.portcullis.backup;

import dev.portcullis.blob.BlobStore;
import dev.portcullis.blob.ObjectKey;
import dev.portcullis.blob.PartialContent;
import dev.portcullis.reference.Digest;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** Puts the blobs of a backup into the store, each under a key that no object ever had. */
@Singleton
final class RestoredBlobs {
    private static final int BATCH = 1_000;
    private static final String PARTIAL = "restore.";

    private final Jdbi jdbi;
    private final BlobStore store;

    /** How it went; {@code found} were in the store already. */
    record Outcome(long put, long bytes, long found, List<String> problems) {}

    private record Row(long id, Digest digest, long size, String objectKey) {}

    RestoredBlobs(Jdbi jdbi, BlobStore store) {
        this.jdbi = jdbi;
        this.store = store;
    }

    Outcome put(BackupFolder folder, BackupManifest manifest, BackupProgress progress) throws IOException {
        progress.step("blobs", manifest.blobs());
        long put = 0;
        long bytes = 0;
        long found = 0;
        List<String> problems = new ArrayList<>();
        List<Row> rows = next(0);
        while (!rows.isEmpty()) {
            for (Row row : rows) {
                if (store.length(row.objectKey) == row.size) {
                    found++;
                } else if (put(folder, row)) {
                    put++;
                    bytes += row.size;
                } else if (problems.size() < BlobCopies.MOST_PROBLEMS) {
                    problems.add(row.digest + " is neither in the store nor, as it was, in the backup.");
                }
                progress.done(put + found + problems.size());
            }
            rows = next(rows.getLast().id);
        }
        return new Outcome(put, bytes, found, problems);
    }

    private List<Row> next(long after) {
        return jdbi.withHandle(handle -> handle.createQuery("select id, digest, size, object_key from blob"
                        + " where id > :after and object_key <> '' order by id limit :batch")
                .bind("after", after)
                .bind("batch", BATCH)
                .map((row, _) ->
                        new Row(row.getLong(1), Digest.parse(row.getString(2)), row.getLong(3), row.getString(4)))
                .list());
    }

    private boolean put(BackupFolder folder, Row row) throws IOException {
        Path file = folder.blob(row.digest);
        if (!Files.exists(file) || Files.size(file) != row.size) {
            return false;
        }
        String partial = PARTIAL + UUID.randomUUID();
        boolean good;
        try (PartialContent out = store.openPartial(partial, 0)) {
            good = HashedFile.read(file, row.digest, out::write);
        }
        if (!good) {
            store.discardPartial(partial);
            return false;
        }
        String key = ObjectKey.fresh(row.digest);
        store.promote(partial, row.size, key);
        // After the object, as in a push; one whose row a kill prevented is swept as a stray.
        jdbi.useHandle(handle -> handle.execute("update blob set object_key = ? where id = ?", key, row.id));
        return true;
    }
}
