package dev.portcullis.backup;

import dev.portcullis.database.LongConnections;
import dev.portcullis.error.CannotStartException;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * The registry's tables once more, in a schema that is there for a while only. A backup is loaded into them with every
 * constraint, to prove it and to restore it alike. One at a time over one database.
 */
final class ScratchTables implements AutoCloseable {
    static final String SCHEMA = "portcullis_scratch";
    /** Any number that no other advisory lock of the program has. */
    private static final long LOCK = 0x73637261;

    private static final String MAKE_MONTH = "select make_event_month(cast(? as date))";

    private final LongConnections connections;
    private final Flyway flyway;
    /** In a transaction that holds the lock, and no snapshot. */
    private final Handle lock;

    private ScratchTables(LongConnections connections, Flyway flyway, Handle lock) {
        this.connections = connections;
        this.flyway = flyway;
        this.lock = lock;
    }

    /** Makes the schema, empty. {@link CannotStartException} where another one is in use, or this user may not. */
    static ScratchTables make(LongConnections connections, Flyway flyway) {
        Handle lock = Jdbi.create(connections.source(null)).open();
        try {
            lock.begin();
            staysOpen(lock);
            boolean free = lock.createQuery("select pg_try_advisory_xact_lock(:lock)")
                    .bind("lock", LOCK)
                    .mapTo(Boolean.class)
                    .one();
            if (!free) {
                throw new CannotStartException(
                        "Another backup is being checked, or a restore is under way. Wait for its end, then try again.");
            }
            ScratchTables tables = new ScratchTables(connections, flyway, lock);
            tables.drop();
            tables.registry(handle -> handle.execute("create schema " + SCHEMA));
            return tables;
        } catch (JdbiException refused) {
            letGo(lock);
            throw new CannotStartException(
                    "A backup is loaded into a schema of its own, and that could not be made: " + refused.getMessage()
                            + ". The owner of the database gives the right: grant create on database NAME to USER.",
                    refused);
        } catch (RuntimeException failure) {
            letGo(lock);
            throw failure;
        }
    }

    /** Makes the tables as that version of the migrations has them, or the newest; what is there is kept. */
    void migrate(@Nullable String version) {
        Flyway.configure()
                .configuration(flyway.getConfiguration())
                .dataSource(connections.source(SCHEMA))
                .schemas(SCHEMA)
                .defaultSchema(SCHEMA)
                .target(version == null ? MigrationVersion.LATEST : MigrationVersion.fromVersion(version))
                .load()
                .migrate();
    }

    /** Loads a backup in one transaction. {@link IOException} where a file is not as it was written. */
    long load(BackupFolder folder, BackupManifest manifest, BackupProgress progress) throws IOException {
        try (Handle handle = begun()) {
            clear(handle, manifest.months());
            progress.step("loading tables", manifest.tables().size());
            long rows = 0;
            long done = 0;
            for (BackupManifest.Table table : manifest.tables()) {
                rows += load(handle, folder, manifest.id(), table);
                progress.done(++done);
            }
            putSequences(handle, manifest.sequences());
            requireListedBlobs(handle, manifest);
            handle.commit();
            return rows;
        }
    }

    /** What was loaded, for who looks at it: in a transaction. */
    Handle begun() {
        Handle handle = Jdbi.create(connections.source(SCHEMA)).open();
        try {
            handle.begin();
            staysOpen(handle);
            // And not by the address alone: a pooler may ignore what a connection asks for at its start, and here rows
            // go.
            handle.execute("set local search_path to " + SCHEMA);
            String there = handle.createQuery("select current_schema()::text")
                    .mapTo(String.class)
                    .one();
            if (!SCHEMA.equals(there)) {
                throw new IllegalStateException("this is the schema " + there + " and not " + SCHEMA);
            }
            return handle;
        } catch (RuntimeException failure) {
            letGo(handle);
            throw failure;
        }
    }

    /** A large file is read between two statements, which takes longer than a forgotten transaction may. */
    static void staysOpen(Handle handle) {
        handle.execute("set local idle_in_transaction_session_timeout = 0");
    }

    /** Takes the rows away that the migrations put in, and the triggers out of the way: what they would do is in the backup. */
    static void clear(Handle handle, List<String> months) {
        List<String> all = TableCatalog.withPartitions(handle);
        switchTriggers(handle, all, "disable");
        List<String> emptied = all.stream()
                .filter(name -> !name.equals("flyway_schema_history"))
                .toList();
        handle.execute("truncate " + TableCatalog.quoted(emptied));
        for (String month : months) {
            handle.execute(MAKE_MONTH, month);
        }
    }

    static void switchTriggers(Handle handle, List<String> tables, String how) {
        tables.forEach(
                name -> handle.execute("alter table " + TableCatalog.quoted(name) + " " + how + " trigger user"));
    }

    private static long load(Handle handle, BackupFolder folder, String id, BackupManifest.Table table)
            throws IOException {
        try (InputStream in =
                PackedFile.read(folder.of(id).resolve("tables").resolve(table.name() + ".gz"), table.sha256())) {
            long rows = handle.getConnection()
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(
                            "copy " + TableCatalog.quoted(table.name()) + " (" + TableCatalog.quoted(table.columns())
                                    + ") from stdin",
                            in);
            if (rows != table.rows()) {
                throw new IOException(
                        "the table " + table.name() + " has " + rows + " rows instead of " + table.rows());
            }
            return rows;
        } catch (SQLException wrong) {
            throw new IOException("The table " + table.name() + " cannot be loaded: " + wrong.getMessage(), wrong);
        }
    }

    static void putSequences(Handle handle, List<BackupManifest.Sequence> sequences) {
        for (BackupManifest.Sequence sequence : sequences) {
            handle.createQuery("select setval(cast(:name as regclass), :last, :called)")
                    .bind("name", TableCatalog.quoted(sequence.name()))
                    .bind("last", sequence.last())
                    .bind("called", sequence.called())
                    .mapTo(Long.class)
                    .one();
        }
    }

    private static void requireListedBlobs(Handle handle, BackupManifest manifest) throws IOException {
        long named = handle.createQuery("select count(*) from blob where object_key <> ''")
                .mapTo(Long.class)
                .one();
        if (named != manifest.blobs()) {
            throw new IOException("the tables name " + named + " blobs, and the list of blobs " + manifest.blobs());
        }
    }

    private interface Statements {
        void run(Handle handle);
    }

    private void registry(Statements statements) {
        try (Handle handle = Jdbi.create(connections.source(null)).open()) {
            statements.run(handle);
        }
    }

    private void drop() {
        registry(handle -> handle.useTransaction(transaction -> {
            transaction.execute("set local client_min_messages = warning");
            transaction.execute("drop schema if exists " + SCHEMA + " cascade");
        }));
    }

    @Override
    public void close() {
        try {
            drop();
        } finally {
            letGo(lock);
        }
    }

    private static void letGo(Handle handle) {
        try (handle) {
            handle.rollback();
        }
    }
}
