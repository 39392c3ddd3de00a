package dev.portcullis.blob.remote;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The bytes of a segment until the store has them: a request to it must say its length first, and may have to be
 * repeated. A file and not memory, so that many slow uploads cost none. It has no name from the beginning, so a crash
 * leaves nothing.
 */
public final class Scratch implements Closeable {
    private final RandomAccessFile file;
    private long length;

    public Scratch(Path folder) throws IOException {
        Path path = Files.createTempFile(folder, "segment", "");
        try {
            // No channel: the client interrupts a thread that waits too long, which would close one.
            file = new RandomAccessFile(path.toFile(), "rw");
        } finally {
            Files.delete(path);
        }
    }

    /** In bytes. */
    public synchronized long length() {
        return length;
    }

    /** Adds bytes at the end. */
    public synchronized void append(byte[] bytes, int offset, int count) throws IOException {
        file.seek(length);
        file.write(bytes, offset, count);
        length += count;
    }

    /** Adds all that comes. */
    public void append(InputStream from) throws IOException {
        byte[] buffer = new byte[64 << 10];
        for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
            append(buffer, 0, n);
        }
    }

    /** Forgets all bytes. */
    public synchronized void clear() throws IOException {
        file.setLength(0);
        length = 0;
    }

    private synchronized int read(long place, byte[] bytes, int offset, int count) throws IOException {
        file.seek(place);
        return file.read(bytes, offset, count);
    }

    /** All bytes from the first. Several may read at once, as when a try that was given up still does, but none may write. */
    public InputStream read() {
        long end = length();
        return new InputStream() {
            private long place;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int count) throws IOException {
                if (place == end) {
                    return -1;
                }
                int n = Scratch.this.read(place, bytes, offset, (int) Math.min(count, end - place));
                place += Math.max(0, n);
                return n;
            }
        };
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }
}
