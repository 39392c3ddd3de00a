package dev.portcullis.blob.s3;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The bytes of a segment until the store has them: a request to it must say its length first, and may have to be
 * repeated. A file and not memory, so that many slow uploads cost none. It has no name from the beginning, so a crash
 * leaves nothing.
 */
final class Scratch implements Closeable {
    private final RandomAccessFile file;
    private long length;

    Scratch(Path folder) throws IOException {
        Path path = Files.createTempFile(folder, "segment", "");
        try {
            // No channel: the client interrupts a thread that waits too long, which would close one.
            file = new RandomAccessFile(path.toFile(), "rw");
        } finally {
            Files.delete(path);
        }
    }

    long length() {
        return length;
    }

    void append(byte[] bytes, int offset, int count) throws IOException {
        file.seek(length);
        file.write(bytes, offset, count);
        length += count;
    }

    void clear() throws IOException {
        file.setLength(0);
        length = 0;
    }

    /** All bytes from the first. One reader at a time, and no writer meanwhile. */
    InputStream read() {
        try {
            file.seek(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new InputStream() {
            private long left = length;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int count) throws IOException {
                if (left == 0) {
                    return -1;
                }
                int n = file.read(bytes, offset, (int) Math.min(count, left));
                left -= Math.max(0, n);
                return n;
            }
        };
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
