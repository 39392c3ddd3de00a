package dev.portcullis.blob;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * After a disk has failed to sync several times in a row no more pushes are taken, until a probe succeeds: what a failed
 * sync has lost is not told again by the next one, so going on would only collect broken promises.
 */
final class SyncGuard {
    private static final int MOST_FAILURES = 3;

    private final AtomicInteger failures = new AtomicInteger();

    void sync(FileChannel channel) throws IOException {
        try {
            channel.force(true);
        } catch (IOException e) {
            failures.incrementAndGet();
            throw e;
        }
        if (failures.get() != 0) {
            failures.set(0);
        }
    }

    /** Throws while the disk is known to fail. */
    void require() throws IOException {
        if (failures.get() >= MOST_FAILURES) {
            throw new IOException("Input/output error: the disk failed to sync, no pushes are taken until it succeeds");
        }
    }
}
