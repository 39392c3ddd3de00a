package dev.portcullis.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterator;
import org.postgresql.PGConnection;

/**
 * The tables of one snapshot, written to files.
 *
 * @param blobs how many blobs have bytes
 * @param bytes of them
 */
record TableDump(
        Instant snapshotAt,
        String tablesVersion,
        List<BackupManifest.Table> tables,
        List<BackupManifest.Sequence> sequences,
        List<String> months,
        long blobs,
        long bytes,
        String blobsSha256) {
    private static final int FETCH = 10_000;

    /** @param handle on a connection of its own, in no transaction */
    static TableDump write(Handle handle, Path folder, BackupProgress progress) throws IOException, SQLException {
        // A transaction of the driver's own: outside of one it reads a whole answer at once, whatever the fetch size
        // is.
        handle.begin();
        handle.execute("set transaction isolation level repeatable read, read only");
        ScratchTables.staysOpen(handle);
        Instant at = handle.createQuery("select now()").mapTo(Instant.class).one();
        Map<String, List<String>> shapes = TableCatalog.tables(handle);
        List<BackupManifest.Table> tables = new ArrayList<>();
        progress.step("tables", shapes.size());
        for (Map.Entry<String, List<String>> shape : shapes.entrySet()) {
            tables.add(table(handle, folder, shape.getKey(), shape.getValue()));
            progress.done(tables.size());
        }
        progress.step("list of blobs", 0);
        BlobList list = blobs(handle, folder.resolve(ListedBlob.FILE), progress);
        List<BackupManifest.Sequence> sequences = TableCatalog.sequences(handle);
        List<String> months = TableCatalog.months(handle);
        String version = handle.createQuery("select version from flyway_schema_history where version is not null"
                        + " and success order by installed_rank desc limit 1")
                .mapTo(String.class)
                .one();
        handle.commit();
        return new TableDump(at, version, tables, sequences, months, list.count, list.bytes, list.sha256);
    }

    private static BackupManifest.Table table(Handle handle, Path folder, String name, List<String> columns)
            throws IOException, SQLException {
        try (PackedFile file = new PackedFile(folder.resolve("tables").resolve(name + ".gz"))) {
            long rows = handle.getConnection()
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut(
                            "copy (select " + TableCatalog.quoted(columns) + " from " + TableCatalog.quoted(name)
                                    + ") to stdout",
                            file.out());
            return new BackupManifest.Table(name, columns, rows, file.finish());
        }
    }

    private record BlobList(long count, long bytes, String sha256) {}

    private static BlobList blobs(Handle handle, Path path, BackupProgress progress) throws IOException {
        long count = 0;
        long bytes = 0;
        try (PackedFile file = new PackedFile(path);
                ResultIterator<ListedBlob> rows = handle.createQuery(
                                "select digest, size, object_key from blob where object_key <> '' order by digest")
                        .setFetchSize(FETCH)
                        .map((row, _) -> ListedBlob.of(row.getString(1), row.getLong(2), row.getString(3)))
                        .iterator()) {
            for (Iterator<ListedBlob> all = rows; all.hasNext(); ) {
                ListedBlob blob = all.next();
                file.out().write(blob.line().getBytes(StandardCharsets.UTF_8));
                count++;
                bytes += blob.size();
                progress.done(count);
            }
            return new BlobList(count, bytes, file.finish());
        }
    }
}
