package dev.portcullis.backup;

import dev.portcullis.blob.BlobStore;
import dev.portcullis.blob.ObjectHolds;
import dev.portcullis.blob.StoredContent;
import dev.portcullis.database.Folders;
import dev.portcullis.reference.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Copies the blobs of a snapshot out of the store; those that the folder has already are left alone. */
final class BlobCopies {
    private static final int BUFFER = 256 << 10;
    /** Told one by one; a folder that lost everything has as many as there are blobs. */
    static final int MOST_PROBLEMS = 1_000;

    private final BlobStore store;
    private final BackupFolder folder;
    private final ObjectHolds.Hold hold;
    private final Set<Path> touched = new HashSet<>();
    private final Set<Digest> added;
    private final byte[] buffer = new byte[BUFFER];

    final List<String> problems = new ArrayList<>();
    long addedBytes;

    /** @param added gets the blobs that are copied */
    BlobCopies(BlobStore store, BackupFolder folder, ObjectHolds.Hold hold, Set<Digest> added) {
        this.added = added;
        this.store = store;
        this.folder = folder;
        this.hold = hold;
    }

    /** What the store itself cannot give, against a folder that cannot take it. */
    private static final class UnreadableException extends IOException {
        private static final long serialVersionUID = 1;

        UnreadableException(Exception cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** On return all of them survive a power loss. */
    void copy(Path list, String sha256, long count, BackupProgress progress) throws IOException {
        progress.step("blobs", count);
        long done = 0;
        try (ListedBlob.Reader blobs = new ListedBlob.Reader(list, sha256)) {
            for (ListedBlob blob = blobs.take(); blob != null; blob = blobs.take()) {
                if (!isThere(blob)) {
                    copy(blob);
                }
                progress.done(++done);
                hold.require();
            }
        }
        for (Path directory : touched) {
            Folders.sync(directory);
        }
    }

    private boolean isThere(ListedBlob blob) throws IOException {
        Path file = folder.blob(blob.digest());
        return Files.exists(file) && Files.size(file) == blob.size();
    }

    private void copy(ListedBlob blob) throws IOException {
        Path partial = folder.newBlobs().resolve(UUID.randomUUID().toString());
        try {
            fetch(blob, partial);
            Path file = folder.blob(blob.digest());
            Path directory = file.toAbsolutePath().resolveSibling("");
            OwnFiles.makeFolder(directory);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            touched.add(directory);
            added.add(blob.digest());
            addedBytes += blob.size();
        } catch (UnreadableException unreadable) {
            Files.deleteIfExists(partial);
            if (problems.size() < MOST_PROBLEMS) {
                problems.add(blob.digest() + " could not be read from the store: " + unreadable.getMessage()
                        + ". See: portcullis fsck");
            }
        }
    }

    private void fetch(ListedBlob blob, Path partial) throws IOException {
        MessageDigest hash = blob.digest().algorithm().newHash();
        try (InputStream in = open(blob);
                FileChannel out = OwnFiles.create(partial)) {
            for (int n = read(in); n >= 0; n = read(in)) {
                hold.require();
                hash.update(buffer, 0, n);
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
            }
            out.force(true);
        }
        if (!Digest.finish(blob.digest().algorithm(), hash.digest()).equals(blob.digest())) {
            throw new UnreadableException(new IOException("its bytes are not those of the digest"));
        }
    }

    private InputStream open(ListedBlob blob) throws UnreadableException {
        try {
            StoredContent content = store.open(blob.objectKey());
            return content.stream(0, content.size());
        } catch (IOException e) {
            throw new UnreadableException(e);
        }
    }

    private int read(InputStream in) throws UnreadableException {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw new UnreadableException(e);
        }
    }
}
