package dev.portcullis.blob;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * After a disk has failed to sync several times in a row no more pushes are taken, until a probe succeeds: what a failed
 * sync has lost is not told again by the next one, so going on would only collect broken promises.
 */
final class SyncGuard {
    static final int MOST_FAILURES = 3;

    /** Who comes while the disk fails probes it, but not more often than this, in nanoseconds. */
    static final long PROBE_EVERY = 1_000_000_000L;

    private final LongSupplier nanoClock;
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicLong failedAt = new AtomicLong();

    /** Writes and syncs something small. */
    @FunctionalInterface
    interface Probe {
        void run() throws IOException;
    }

    SyncGuard(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    void sync(FileChannel channel) throws IOException {
        try {
            channel.force(true);
        } catch (IOException e) {
            failedAt.set(nanoClock.getAsLong());
            failures.incrementAndGet();
            throw e;
        }
        if (failures.get() != 0) {
            failures.set(0);
        }
    }

    /** Throws while the disk is known to fail. The probe has to sync by this guard, which then knows. */
    void require(Probe probe) throws IOException {
        if (failures.get() < MOST_FAILURES) {
            return;
        }
        long last = failedAt.get();
        long now = nanoClock.getAsLong();
        if (now - last >= PROBE_EVERY && failedAt.compareAndSet(last, now)) {
            probe.run();
        }
        if (failures.get() >= MOST_FAILURES) {
            throw new IOException("Input/output error: the disk failed to sync, no pushes are taken until it succeeds");
        }
    }
}
