package dev.portcullis.backup;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.database.Folders;
import dev.portcullis.error.CannotStartException;
import dev.portcullis.reference.Digest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A folder of backups, locked while this is open: one writer, or any number of readers. Its layout is in the words of
 * {@code package-info}. {@link CannotStartException} tells an operator what is in the way.
 */
final class BackupFolder implements AutoCloseable {
    private static final String MARK = "portcullis-backups";
    private static final String UNFINISHED = ".new-";
    private static final String DOOMED = ".old-";
    private static final Pattern ID = Pattern.compile("\\d{8}T\\d{6}Z(-\\d+)?");
    private static final String MARK_TEXT = """
            Backups of a Portcullis registry. List them: portcullis backup list --folder DIR
            Restore one: portcullis restore DIR. The master key is not in here.
            """;

    private final Path root;
    private final FileChannel lock;
    private final ObjectMapper json;

    private BackupFolder(Path root, FileChannel lock, ObjectMapper json) {
        this.root = root;
        this.lock = lock;
        this.json = json;
    }

    /** Makes the folder where it is missing, and clears away what a crash has left. */
    static BackupFolder write(Path root, ObjectMapper json) throws IOException {
        try {
            OwnFiles.makeFolder(root);
            Path mark = root.resolve(MARK);
            if (!Files.exists(mark)) {
                refuseForeign(root);
                Folders.writeDurably(mark, MARK_TEXT);
            }
            FileChannel lock = FileChannel.open(mark, StandardOpenOption.READ, StandardOpenOption.WRITE);
            requireLock(lock, false, root);
            BackupFolder folder = new BackupFolder(root, lock, json);
            folder.clear();
            return folder;
        } catch (AccessDeniedException denied) {
            throw new CannotStartException(
                    "The folder of backups " + root + " cannot be written (" + denied.getMessage()
                            + "). Give it to the user that runs the registry.",
                    denied);
        }
    }

    private static void refuseForeign(Path root) throws IOException {
        if (!OwnFiles.list(root).isEmpty()) {
            throw new CannotStartException("The folder " + root
                    + " holds other things than backups. Name an empty one, or one that is not there.");
        }
    }

    /** For who changes nothing in it. */
    static BackupFolder read(Path root, ObjectMapper json) throws IOException {
        FileChannel lock;
        try {
            lock = FileChannel.open(root.resolve(MARK), StandardOpenOption.READ);
        } catch (NoSuchFileException missing) {
            throw new CannotStartException(
                    "There are no backups in " + root + ". Name the folder that they were made in.");
        }
        requireLock(lock, true, root);
        return new BackupFolder(root, lock, json);
    }

    private static void requireLock(FileChannel lock, boolean shared, Path root) throws IOException {
        boolean free;
        try {
            free = lock.tryLock(0, Long.MAX_VALUE, shared) != null;
        } catch (OverlappingFileLockException sameProcess) {
            free = false;
        }
        if (!free) {
            lock.close();
            throw new CannotStartException("Another backup, check or restore works in " + root
                    + " just now. Wait for its end, then try again.");
        }
    }

    private void clear() throws IOException {
        for (Path entry : OwnFiles.list(root)) {
            String name = entry.getFileName().toString();
            if (name.startsWith(UNFINISHED) || name.startsWith(DOOMED)) {
                Folders.delete(entry);
            }
        }
        Folders.delete(root.resolve("blobs").resolve(".new"));
    }

    /** Ids of the backups in it, the oldest first. */
    List<String> ids() throws IOException {
        return OwnFiles.list(root).stream()
                .map(entry -> entry.getFileName().toString())
                .filter(name -> ID.matcher(name).matches())
                .sorted()
                .toList();
    }

    /** The newest one, or the one of that id. */
    String choose(String id) throws IOException {
        List<String> ids = ids();
        if (id.isEmpty() && !ids.isEmpty()) {
            return ids.getLast();
        }
        if (!ids.contains(id)) {
            throw new CannotStartException("There is no backup " + id + " in " + root + ". There are: "
                    + (ids.isEmpty() ? "none" : String.join(", ", ids)) + ".");
        }
        return id;
    }

    /** A name that none has; by the time, so that names sort as they were made. */
    String freshId(Instant now) {
        String base = OwnFiles.STAMP.format(now);
        String id = base;
        for (int again = 2; Files.exists(root.resolve(id)); again++) {
            id = base + "-" + again;
        }
        return id;
    }

    Path root() {
        return root;
    }

    /** The folder of a backup that is whole. */
    Path of(String id) {
        return root.resolve(id);
    }

    /** The folder of a backup that is being made. */
    Path unfinished(String id) throws IOException {
        Path folder = root.resolve(UNFINISHED + id);
        OwnFiles.makeFolder(folder.resolve("tables"));
        return folder;
    }

    /** Gives a backup its name: from here on it is there, also after a power loss. */
    void finish(String id, BackupManifest manifest) throws IOException {
        Path folder = root.resolve(UNFINISHED + id);
        Folders.writeDurably(folder.resolve("manifest.json"), pretty(manifest));
        Folders.sync(folder.resolve("tables"));
        Folders.sync(folder);
        Files.move(folder, root.resolve(id), StandardCopyOption.ATOMIC_MOVE);
        Folders.sync(root);
    }

    /** Takes a backup away. Its blobs stay until {@link KeptBackups} has looked who else needs them. */
    void remove(String id) throws IOException {
        Path doomed = root.resolve(DOOMED + id);
        Files.move(root.resolve(id), doomed, StandardCopyOption.ATOMIC_MOVE);
        Folders.sync(root);
        Folders.delete(doomed);
    }

    /** Reads a manifest; {@link CannotStartException} where that cannot be done, or another release is needed. */
    BackupManifest manifest(String id) throws IOException {
        Path file = of(id).resolve("manifest.json");
        BackupManifest manifest;
        try {
            int format = json.readTree(file.toFile()).path("format").asInt();
            if (format != BackupManifest.FORMAT) {
                throw new CannotStartException("The backup " + id + " has the format " + format
                        + ", which this release does not know. Use the release that made it, or a newer one.");
            }
            manifest = json.readValue(file.toFile(), BackupManifest.class);
        } catch (IOException broken) {
            throw new CannotStartException(
                    "The file " + file + " cannot be read: " + broken.getMessage() + ". Use another backup.", broken);
        }
        return manifest;
    }

    /** Notes that a backup was proved. */
    void verified(String id, Verification result) throws IOException {
        Folders.writeDurably(of(id).resolve("verified.json"), pretty(result));
    }

    private String pretty(Object value) throws IOException {
        return json.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n";
    }

    /** Where the bytes of that digest are, or would be. */
    Path blob(Digest digest) {
        return shard(digest.algorithm(), digest.hex().substring(0, 2)).resolve(digest.hex());
    }

    Path shard(Digest.Algorithm algorithm, String firstTwo) {
        return root.resolve("blobs").resolve(algorithm.prefix()).resolve(firstTwo);
    }

    /** Where bytes are collected before they are known to be right. */
    Path newBlobs() throws IOException {
        Path folder = root.resolve("blobs").resolve(".new");
        OwnFiles.makeFolder(folder);
        return folder;
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
