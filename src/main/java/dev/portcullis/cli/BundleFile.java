package dev.portcullis.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.jspecify.annotations.Nullable;

/** A new archive of texts that only its owner may read. What cannot be had is said in its place. */
record BundleFile(TarArchiveOutputStream tar) implements AutoCloseable {
    private static final String FOLDER = "portcullis-support/";
    /** Of each log the end: what went wrong last is what is asked about. */
    private static final int LOG_BYTES = 8 << 20;

    /** Fails where the file is there already. */
    static BundleFile create(Path file) throws IOException {
        OutputStream bytes = java.nio.channels.Channels.newOutputStream(FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))));
        TarArchiveOutputStream tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(bytes), UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        return new BundleFile(tar);
    }

    void add(String name, String text) throws IOException {
        add(name, text.getBytes(UTF_8));
    }

    private void add(String name, byte[] bytes) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(FOLDER + name);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    /** One part that fails must not keep the others out: its failure is what is to be looked at. */
    void addLater(String name, Supplier<String> text) {
        String told;
        try {
            told = text.get();
        } catch (RuntimeException failed) {
            told = "This could not be had: " + failed + "\n";
        }
        try {
            add(name, told);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    void addLogs(@Nullable Path folder, String prefix) throws IOException {
        if (folder == null || !Files.isDirectory(folder)) {
            return;
        }
        List<Path> logs;
        try (Stream<Path> files = Files.list(folder)) {
            logs = files.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path log : logs) {
            addLog(log, prefix + log.getFileName());
        }
    }

    void addLog(Path file, String name) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            ByteBuffer end = ByteBuffer.allocate((int) Math.min(size, LOG_BYTES));
            channel.position(size - end.capacity());
            while (end.hasRemaining() && channel.read(end) >= 0) {
                // until the end of what was there
            }
            add(name, java.util.Arrays.copyOf(end.array(), end.position()));
        } catch (NoSuchFileException none) {
            add(name, "There is no such file.\n");
        }
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }
}
