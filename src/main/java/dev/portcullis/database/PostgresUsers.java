package dev.portcullis.database;

import dev.portcullis.error.CannotStartException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Counts the processes that use the embedded PostgreSQL of one home, by locks that vanish with the process. Byte 0 of the
 * file is held while somebody starts or stops the server; each user holds byte 1 shared, so the last one to leave is the
 * one who gets it alone.
 */
final class PostgresUsers implements AutoCloseable {
    private final FileChannel channel;
    private FileLock changing;
    private FileLock using;

    /** Waits until nobody else starts or stops the server. */
    PostgresUsers(Path file) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        changing = channel.lock(0, 1, false);
        using = changing;
    }

    /** Whether no other process uses the server; asked while the change is still going on. */
    boolean none() throws IOException {
        FileLock alone = channel.tryLock(1, 1, false);
        if (alone == null) {
            return false;
        }
        alone.release();
        return true;
    }

    /** Ends the change that the constructor or {@link #leave} began; from here this process is a user. */
    void enter() throws IOException {
        FileLock shared = channel.tryLock(1, 1, true);
        if (shared == null) {
            throw new CannotStartException("Another process is changing the embedded PostgreSQL. Try again.");
        }
        using = shared;
        changing.release();
    }

    /** Begins a change by one who stays a user. */
    Change change() throws IOException {
        FileLock lock = channel.lock(0, 1, false);
        return lock::release;
    }

    /** A change that is going on; ends when closed. */
    interface Change extends AutoCloseable {
        @Override
        void close() throws IOException;
    }

    /** Begins a change and stops being a user. */
    void leave() throws IOException {
        changing = channel.lock(0, 1, false);
        using.release();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
