package dev.portcullis.blob;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Objects as files of one folder, on a file system that keeps POSIX promises: write beside, move, sync the file, sync
 * the directory, all before a row names it. Several nodes may share the folder.
 */
public final class FilesystemBlobStore implements BlobStore {
    private static final String UPLOADS = "uploads";
    private static final String QUARANTINE = "quarantine";
    private static final List<String> ALGORITHMS = List.of("sha256", "sha512");

    private final Path root;
    private final FreeSpace freeSpace;
    private final SyncGuard syncs;
    private final Set<Path> knownDirectories = ConcurrentHashMap.newKeySet();

    /** Opens, and where needed creates, a store in that folder. */
    public FilesystemBlobStore(Path root, long minFree) throws IOException {
        this(root, minFree, new SyncGuard(System::nanoTime));
    }

    FilesystemBlobStore(Path root, long minFree, SyncGuard syncs) throws IOException {
        this.root = root;
        this.syncs = syncs;
        Files.createDirectories(root.resolve(UPLOADS));
        syncDirectory(root);
        this.freeSpace = new FreeSpace(Files.getFileStore(root), minFree);
    }

    @Override
    public PartialContent openPartial(String name, long offset) throws IOException {
        syncs.require(this::probe);
        return open(name, offset);
    }

    private PartialContent open(String name, long offset) throws IOException {
        freeSpace.require();
        FileChannel channel = FileChannel.open(partial(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.size() < offset) {
                throw new EOFException("partial content is shorter than its row says");
            }
            if (channel.size() > offset) {
                channel.truncate(offset);
            }
            channel.position(offset);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return new PartialFile(channel, freeSpace, syncs);
    }

    @Override
    public InputStream readPartial(String name, long length) throws IOException {
        return new BoundedStream(Files.newInputStream(partial(name)), length);
    }

    @Override
    public boolean holdsPartial(String name, long length) throws IOException {
        return length(partial(name)) >= length;
    }

    @Override
    public void copyPartial(String from, String to, long length) throws IOException {
        freeSpace.require();
        try (FileChannel source = FileChannel.open(partial(from), StandardOpenOption.READ);
                FileChannel target =
                        FileChannel.open(partial(to), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long done = 0; done < length; ) {
                long copied = source.transferTo(done, length - done, target);
                if (copied <= 0) {
                    throw new EOFException("partial content is shorter than its row says");
                }
                done += copied;
            }
            syncs.sync(target);
        }
    }

    @Override
    public void discardPartial(String name) throws IOException {
        Files.deleteIfExists(partial(name));
    }

    @Override
    public List<Stored> partials() throws IOException {
        return list(root.resolve(UPLOADS), "");
    }

    /**
     * Moved first and synced then: nobody can see the object before its row is there, and on a journaling file system
     * the file's sync then carries its new name too, so that a push waits for the disk once and not twice.
     */
    @Override
    public void promote(String partial, long length, String objectKey) throws IOException {
        if (length(partial(partial)) != length) {
            throw new EOFException("partial content has another length than was received");
        }
        Path target = object(objectKey);
        Path directory = directoryOf(target);
        if (Files.exists(target)) {
            throw new FileAlreadyExistsException(objectKey);
        }
        try {
            // An upload may have rested for days. Its object is young from here on, so that no sweeper takes it for a
            // stray before its row is there.
            Files.setLastModifiedTime(partial(partial), FileTime.from(Instant.now()));
            Files.move(partial(partial), target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("the store's folder must be one file system", e);
        }
        try (FileChannel file = FileChannel.open(target, StandardOpenOption.WRITE)) {
            syncs.sync(file);
        } catch (IOException e) {
            Files.deleteIfExists(target);
            throw e;
        }
        syncDirectory(directory);
    }

    @Override
    public StoredContent open(String objectKey) throws IOException {
        Path file = object(objectKey);
        long size = Files.size(file);
        return new LocalFile(file, size);
    }

    @Override
    public long length(String objectKey) throws IOException {
        return length(object(objectKey));
    }

    private static long length(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return -1;
        }
    }

    @Override
    public boolean delete(String objectKey) throws IOException {
        return Files.deleteIfExists(object(objectKey));
    }

    @Override
    public Optional<Space> space() throws IOException {
        return Optional.of(freeSpace.space());
    }

    @Override
    public boolean quarantine(String objectKey) throws IOException {
        Path aside = root.resolve(QUARANTINE);
        Files.createDirectories(aside);
        try {
            Path file = object(objectKey);
            Files.move(file, aside.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
            syncDirectory(aside);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public List<Stored> objects(int shard) throws IOException {
        String hex = String.format("%02x", shard);
        List<Stored> found = new ArrayList<>();
        for (String algorithm : ALGORITHMS) {
            String prefix = algorithm + "/" + hex;
            found.addAll(list(root.resolve(prefix), prefix + "/"));
        }
        return found;
    }

    @Override
    public void probe() throws IOException {
        String name = "probe." + UUID.randomUUID();
        try (PartialContent content = open(name, 0)) {
            content.write(new byte[] {1}, 0, 1);
            content.sync();
        } finally {
            discardPartial(name);
        }
    }

    private static List<Stored> list(Path directory, String prefix) throws IOException {
        List<Stored> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                stored(file, prefix).ifPresent(found::add);
            }
        } catch (NoSuchFileException e) {
            return List.of(); // nothing was ever stored in this shard
        }
        return found;
    }

    /** Empty when the file was deleted while we looked. */
    private static Optional<Stored> stored(Path file, String prefix) throws IOException {
        try {
            BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
            return Optional.of(new Stored(
                    prefix + file.getFileName(),
                    is.size(),
                    is.lastModifiedTime().toInstant()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private Path partial(String name) {
        return root.resolve(UPLOADS).resolve(ObjectKey.requirePlain(name));
    }

    private Path object(String key) {
        return root.resolve(ObjectKey.requireKey(key));
    }

    /** The directory of an object, created and synced up to the root once. */
    private Path directoryOf(Path file) throws IOException {
        Path directory = file.getParent();
        if (directory == null) {
            throw new IOException("not an object: " + file);
        }
        if (!knownDirectories.contains(directory)) {
            Files.createDirectories(directory);
            Path parent = directory.getParent();
            if (parent != null) {
                syncDirectory(parent);
            }
            syncDirectory(root);
            knownDirectories.add(directory);
        }
        return directory;
    }

    private void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            syncs.sync(channel);
        }
    }

    /** Partial content in a file. */
    private static final class PartialFile implements PartialContent {
        private static final long CHECK_EVERY = 16L << 20;
        private final FileChannel channel;
        private final FreeSpace freeSpace;
        private final SyncGuard syncs;
        private long unchecked;

        PartialFile(FileChannel channel, FreeSpace freeSpace, SyncGuard syncs) {
            this.syncs = syncs;
            this.channel = channel;
            this.freeSpace = freeSpace;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            unchecked += length;
            if (unchecked > CHECK_EVERY) {
                freeSpace.require();
                unchecked = 0;
            }
            ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }

        @Override
        public void sync() throws IOException {
            syncs.sync(channel);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private record LocalFile(Path path, long size) implements StoredContent {
        @Override
        public @Nullable Path file() {
            return path;
        }

        @Override
        public InputStream stream(long offset, long count) throws IOException {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            channel.position(offset);
            return new BufferedInputStream(new BoundedStream(Channels.newInputStream(channel), count), 64 << 10);
        }
    }
}
