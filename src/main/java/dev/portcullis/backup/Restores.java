package dev.portcullis.backup;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.blob.OpenStores;
import dev.portcullis.database.LongConnections;
import dev.portcullis.error.CannotStartException;
import dev.portcullis.event.Events;
import dev.portcullis.event.RegistryEvent;
import dev.portcullis.settings.Settings;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Puts a backup into an empty registry: first all tables in one transaction, then the blobs, each of which may be put
 * again. Until the last one is there a mark keeps servers from starting; a restore that was cut off is begun again with the
 * same command, and goes on where it was.
 */
@Singleton
public final class Restores {
    private final Jdbi jdbi;
    private final LongConnections connections;
    private final Flyway flyway;
    private final Backups backups;
    private final RestoredBlobs blobs;
    private final Settings settings;
    private final OpenStores stores;
    private final ObjectMapper json;

    /**
     * What was restored.
     *
     * @param rows of all tables
     * @param blobs that were put into the store
     * @param found blobs that were in the store already
     * @param problems sentences about blobs that are in neither
     */
    public record Report(String id, long rows, long blobs, long bytes, long found, List<String> problems) {
        public Report {
            problems = List.copyOf(problems);
        }
    }

    Restores(
            Jdbi jdbi,
            LongConnections connections,
            Flyway flyway,
            Backups backups,
            RestoredBlobs blobs,
            Settings settings,
            OpenStores stores,
            ObjectMapper json) {
        this.jdbi = jdbi;
        this.connections = connections;
        this.flyway = flyway;
        this.backups = backups;
        this.blobs = blobs;
        this.settings = settings;
        this.stores = stores;
        this.json = json;
    }

    /**
     * Restores.
     *
     * @param id empty for the newest
     * @param keepStorage whether the store is used that the backup names, and not the one of this home or configuration
     */
    public Report restore(String by, Path root, String id, boolean keepStorage, BackupProgress progress)
            throws IOException {
        try (BackupFolder folder = BackupFolder.read(root, json)) {
            Optional<String> unfinished = unfinished();
            BackupManifest manifest = folder.manifest(folder.choose(id.isEmpty() ? unfinished.orElse("") : id));
            if (unfinished.isPresent() && !unfinished.get().equals(manifest.id())) {
                throw new CannotStartException("The restore of " + unfinished.get()
                        + " has not ended. Go on with that one, or begin with an empty home and database.");
            }
            backups.requireKey(manifest);
            long rows = 0;
            if (unfinished.isEmpty()) {
                requireReleaseFor(manifest);
                jdbi.useHandle(Restores::requireEmpty);
                rows = tables(by, folder, manifest, keepStorage, progress);
            }
            settings.readStored();
            stores.openSet();
            RestoredBlobs.Outcome outcome = blobs.put(folder, manifest, progress);
            finish(by, manifest);
            return new Report(manifest.id(), rows, outcome.put(), outcome.bytes(), outcome.found(), outcome.problems());
        }
    }

    /** The backup whose restore has begun here and not ended. */
    Optional<String> unfinished() {
        return jdbi.withHandle(handle -> handle.createQuery("select backup from restore_mark")
                .mapTo(String.class)
                .findOne());
    }

    private void requireReleaseFor(BackupManifest manifest) {
        MigrationVersion newest = flyway.info().current().getVersion();
        if (MigrationVersion.fromVersion(manifest.tablesVersion()).compareTo(newest) > 0) {
            throw new CannotStartException("The backup " + manifest.id() + " was made by release " + manifest.release()
                    + ", whose tables (version " + manifest.tablesVersion() + ") are newer than those of this release ("
                    + newest + "). Restore it with that release, or a newer one.");
        }
    }

    /** {@link CannotStartException} where anything is here that a restore would replace. */
    private static void requireEmpty(Handle handle) {
        if (is(handle, "select exists (select from node where seen_at > now() - interval '10 seconds')")) {
            throw new CannotStartException("A server runs over this database. Stop it first.");
        }
        if (is(handle, """
                select exists (select from event) or exists (select from repository) or exists (select from blob)
                    or exists (select from account where kind <> 'organization')""")) {
            throw new CannotStartException("This registry is not empty, and a restore replaces nothing. Name an empty"
                    + " home with --home, and with --db-url an empty database where you use one of your own.");
        }
    }

    private static boolean is(Handle handle, String question) {
        return handle.createQuery(question).mapTo(Boolean.class).one();
    }

    private long tables(
            String by, BackupFolder folder, BackupManifest manifest, boolean keepStorage, BackupProgress progress)
            throws IOException {
        try (ScratchTables scratch = ScratchTables.make(connections, flyway)) {
            scratch.migrate(manifest.tablesVersion());
            long rows = scratch.load(folder, manifest, progress);
            scratch.migrate(null);
            progress.step("tables", 0);
            try (Handle handle = Jdbi.create(connections.source(null)).open()) {
                handle.useTransaction(transaction -> move(transaction, by, manifest, keepStorage));
            }
            return rows;
        }
    }

    /** From the scratch tables into the real ones. All or nothing; the mark comes with it. */
    private static void move(Handle handle, String by, BackupManifest manifest, boolean keepStorage) {
        ScratchTables.staysOpen(handle);
        handle.execute("lock table restore_mark in exclusive mode nowait");
        // Again: loading took its time, and a server may have been started meanwhile.
        requireEmpty(handle);
        ScratchTables.clear(handle, manifest.months());
        TableCatalog.tables(handle)
                .forEach((table, columns) -> handle.execute("insert into " + TableCatalog.quoted(table) + " ("
                        + TableCatalog.quoted(columns) + ") overriding system value select "
                        + TableCatalog.quoted(columns) + " from " + ScratchTables.SCHEMA + "."
                        + TableCatalog.quoted(table)));
        ScratchTables.putSequences(handle, manifest.sequences());
        settle(handle, keepStorage);
        ScratchTables.switchTriggers(handle, TableCatalog.withPartitions(handle), "enable");
        handle.execute("insert into restore_mark (backup) values (?)", manifest.id());
        Events.record(
                handle,
                new RegistryEvent.SystemActed("backup.restored", by, manifest.id() + " of " + manifest.snapshotAt()));
    }

    /** What was going on at the moment of the snapshot does not go on here. */
    private static void settle(Handle handle, boolean keepStorage) {
        handle.execute("update access_epoch set value = value + 1");
        handle.execute("update content_epoch set value = value + 1");
        handle.execute("update settings_epoch set value = value + 1");
        handle.execute("update job_run set state = 'cancelled', ended_at = now(),"
                + " result = 'The registry was restored from a backup.' where state in ('waiting', 'running')");
        handle.execute("update directory_sync set state = 'failed', ended_at = now() where state = 'running'");
        if (!keepStorage) {
            handle.execute("delete from setting where section = 'storage'");
            handle.execute("delete from setting_secret where name like 'storage.%'");
            handle.execute("delete from storage_move");
        }
    }

    private void finish(String by, BackupManifest manifest) {
        jdbi.useTransaction(handle -> {
            handle.execute("delete from restore_mark");
            Events.record(handle, new RegistryEvent.SystemActed("backup.restore_finished", by, manifest.id()));
        });
    }

    /** What an operator does about a restore that has not ended. */
    static String goOn(String id) {
        return "The restore of the backup " + id + " has not ended: some blobs are not in the store yet. Go on with it:"
                + " portcullis restore FOLDER " + id;
    }
}
