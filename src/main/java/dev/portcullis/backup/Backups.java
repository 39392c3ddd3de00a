package dev.portcullis.backup;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.blob.BlobStore;
import dev.portcullis.blob.ObjectHolds;
import dev.portcullis.database.Folders;
import dev.portcullis.database.LongConnections;
import dev.portcullis.error.CannotStartException;
import dev.portcullis.reference.Digest;
import dev.portcullis.secret.MasterKey;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Makes and proves backups while the registry runs. The tables are of one snapshot; blobs are copied after it, and none
 * that it names is deleted meanwhile.
 */
@Singleton
public final class Backups {
    private static final byte[] PROOF = "portcullis".getBytes(StandardCharsets.UTF_8);

    private final LongConnections connections;
    private final Flyway flyway;
    private final BlobStore store;
    private final ObjectHolds holds;
    private final MasterKey masterKey;
    private final BackupRows rows;
    private final ObjectMapper json;
    private final String release;

    /**
     * How to make one.
     *
     * @param withBlobs false for the tables alone, where the store is backed up by other means
     * @param verify whether it is proved at once
     * @param keep how many whole ones stay in the folder; 0 for all
     */
    public record Options(boolean withBlobs, boolean verify, int keep) {}

    /**
     * What was made.
     *
     * @param verification null where none was asked for
     * @param removed ids of older backups that went
     */
    public record Report(BackupManifest manifest, @Nullable Verification verification, List<String> removed) {
        public Report {
            removed = List.copyOf(removed);
        }

        /** Whether it is whole, and holds as far as was looked. */
        public boolean good() {
            return manifest.whole() && (verification == null || verification.holds());
        }
    }

    Backups(
            LongConnections connections,
            Flyway flyway,
            BlobStore store,
            ObjectHolds holds,
            MasterKey masterKey,
            BackupRows rows,
            ObjectMapper json,
            @ConfigProperty(name = "quarkus.application.version") String release) {
        this.connections = connections;
        this.flyway = flyway;
        this.store = store;
        this.holds = holds;
        this.masterKey = masterKey;
        this.rows = rows;
        this.json = json;
        this.release = release;
    }

    /**
     * Makes a backup in the folder. {@link CannotStartException} where the folder will not do or is in use;
     * {@link IOException} where it cannot be written, and nothing that looks like a backup is left then.
     */
    public Report make(String by, Path root, Options options, BackupProgress progress) throws IOException {
        try (BackupFolder folder = BackupFolder.write(root, json)) {
            Set<Digest> fresh = new HashSet<>();
            BackupManifest manifest = make(folder, options, progress, fresh);
            rows.made(by, root.toString(), manifest);
            Verification verification = null;
            if (options.verify()) {
                verification = prove(folder, manifest, fresh::contains, progress);
            }
            List<String> removed = new ArrayList<>();
            if (options.keep() > 0 && manifest.whole() && (verification == null || verification.holds())) {
                progress.step("removing old backups", 0);
                removed.addAll(new KeptBackups(folder).keep(options.keep()));
                removed.forEach(id -> rows.removed(by, root.toString(), id));
            }
            return new Report(manifest, verification, removed);
        }
    }

    /** @param fresh gets the blobs that no earlier backup in the folder had */
    private BackupManifest make(BackupFolder folder, Options options, BackupProgress progress, Set<Digest> fresh)
            throws IOException {
        String id = folder.freshId(Instant.now());
        Path unfinished = folder.unfinished(id);
        try (ObjectHolds.Hold hold = holds.take("backup " + id)) {
            TableDump dump = dump(unfinished, progress);
            BlobCopies copies = new BlobCopies(store, folder, hold, fresh);
            if (options.withBlobs()) {
                copies.copy(unfinished.resolve(ListedBlob.FILE), dump.blobsSha256(), dump.blobs(), progress);
                hold.confirm();
            }
            BackupManifest manifest = new BackupManifest(
                    BackupManifest.FORMAT,
                    id,
                    release,
                    dump.tablesVersion(),
                    dump.snapshotAt(),
                    Instant.now(),
                    Base64.getEncoder().encodeToString(masterKey.seal(PROOF, place(id))),
                    options.withBlobs(),
                    dump.tables(),
                    dump.sequences(),
                    dump.months(),
                    dump.blobs(),
                    dump.bytes(),
                    dump.blobsSha256(),
                    fresh.size(),
                    copies.addedBytes,
                    copies.problems);
            folder.finish(id, manifest);
            return manifest;
        } catch (IOException | RuntimeException failure) {
            Folders.delete(unfinished);
            throw failure;
        }
    }

    private TableDump dump(Path unfinished, BackupProgress progress) throws IOException {
        try (Handle handle = Jdbi.create(connections.source(null)).open()) {
            return TableDump.write(handle, unfinished, progress);
        } catch (SQLException failure) {
            throw new IOException("The tables cannot be read: " + failure.getMessage(), failure);
        }
    }

    private static String place(String id) {
        return "backup:" + id;
    }

    /** {@link CannotStartException} unless this program's master key is the one of the backup. */
    void requireKey(BackupManifest manifest) {
        masterKey.open(Base64.getDecoder().decode(manifest.keyProof()), place(manifest.id()));
    }

    /** Manifests of the backups in the folder, the oldest first. */
    public List<BackupManifest> list(Path root) throws IOException {
        try (BackupFolder folder = BackupFolder.read(root, json)) {
            List<BackupManifest> manifests = new ArrayList<>();
            for (String id : folder.ids()) {
                manifests.add(folder.manifest(id));
            }
            return manifests;
        }
    }

    /** Proves a backup, the newest where {@code id} is empty: loads its tables, and reads every blob again. */
    public Verification verify(Path root, String id, BackupProgress progress) throws IOException {
        // Refuses a folder without backups, where writing would make one.
        BackupFolder.read(root, json).close();
        try (BackupFolder folder = BackupFolder.write(root, json)) {
            return prove(folder, folder.manifest(folder.choose(id)), digest -> true, progress);
        }
    }

    /** How many blobs were looked at, and how many of them were read. */
    private record Looked(long blobs, long read) {}

    private Verification prove(
            BackupFolder folder, BackupManifest manifest, Predicate<Digest> read, BackupProgress progress)
            throws IOException {
        List<String> problems = new ArrayList<>(manifest.problems());
        long loaded = 0;
        try {
            requireKey(manifest);
            try (ScratchTables scratch = ScratchTables.make(connections, flyway)) {
                scratch.migrate(manifest.tablesVersion());
                loaded = scratch.load(folder, manifest, progress);
            }
        } catch (IOException wrong) {
            problems.add(wrong.getMessage());
        }
        Looked looked = manifest.withBlobs() ? blobs(folder, manifest, read, progress, problems) : new Looked(0, 0);
        Verification result = new Verification(Instant.now(), loaded, looked.blobs, looked.read, problems);
        folder.verified(manifest.id(), result);
        rows.verified(folder.root().toString(), manifest.id(), result.holds());
        return result;
    }

    private static Looked blobs(
            BackupFolder folder,
            BackupManifest manifest,
            Predicate<Digest> read,
            BackupProgress progress,
            List<String> problems)
            throws IOException {
        progress.step("checking blobs", manifest.blobs());
        Path list = folder.of(manifest.id()).resolve(ListedBlob.FILE);
        long blobsSeen = 0;
        long blobsRead = 0;
        try (ListedBlob.Reader blobs = new ListedBlob.Reader(list, manifest.blobsSha256())) {
            for (ListedBlob blob = blobs.take(); blob != null; blob = blobs.take()) {
                Path file = folder.blob(blob.digest());
                if (!Files.exists(file) || Files.size(file) != blob.size()) {
                    add(problems, blob.digest() + " is missing in the backup, or has another length.");
                } else if (read.test(blob.digest())) {
                    blobsRead++;
                    if (!HashedFile.isGood(file, blob.digest())) {
                        add(problems, blob.digest() + " has other bytes in the backup than its digest says.");
                    }
                }
                progress.done(++blobsSeen);
            }
        }
        return new Looked(blobsSeen, blobsRead);
    }

    private static void add(List<String> problems, String problem) {
        if (problems.size() < BlobCopies.MOST_PROBLEMS) {
            problems.add(problem);
        }
    }
}
