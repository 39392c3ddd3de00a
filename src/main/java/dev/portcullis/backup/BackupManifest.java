package dev.portcullis.backup;

import java.time.Instant;
import java.util.List;

/**
 * What is in a backup, as its {@code manifest.json} has it.
 *
 * @param format of the folder; another one than {@value #FORMAT} is refused
 * @param id by the time it began, such as {@code 20261127T152407Z}
 * @param release that made it
 * @param tablesVersion of the tables, as the migrations number them
 * @param snapshotAt the moment of what the tables say, by the database's clock
 * @param keyProof something sealed with the master key, so that a restore can tell the right key before it begins
 * @param withBlobs whether the bytes were copied too
 * @param months of the audit log, as the first day of each
 * @param blobsSha256 of {@code blobs.gz}
 * @param addedBlobs that no earlier backup in the folder had
 * @param problems sentences about blobs that could not be read; a backup with any is kept, and never counts as whole
 */
public record BackupManifest(
        int format,
        String id,
        String release,
        String tablesVersion,
        Instant snapshotAt,
        Instant endedAt,
        String keyProof,
        boolean withBlobs,
        List<Table> tables,
        List<Sequence> sequences,
        List<String> months,
        long blobs,
        long bytes,
        String blobsSha256,
        long addedBlobs,
        long addedBytes,
        List<String> problems) {
    static final int FORMAT = 1;

    /** A table in the order in which it can be loaded. {@code sha256} is of its file. */
    public record Table(String name, List<String> columns, long rows, String sha256) {
        public Table {
            columns = List.copyOf(columns);
        }
    }

    /** A sequence; {@code called} as PostgreSQL's {@code is_called}. */
    public record Sequence(String name, long last, boolean called) {}

    public BackupManifest {
        tables = List.copyOf(tables);
        sequences = List.copyOf(sequences);
        months = List.copyOf(months);
        problems = List.copyOf(problems);
    }

    /** Whether everything that it should hold could be read when it was made. */
    public boolean whole() {
        return problems.isEmpty();
    }
}
