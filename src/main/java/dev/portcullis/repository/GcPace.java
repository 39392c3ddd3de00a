package dev.portcullis.repository;

/**
 * How many rows the next transaction takes: as many as go in {@value #AIM_MILLIS} ms, which keeps whoever waits for one
 * of its locks well below 100 ms, on a busy machine too. Belongs to the thread that collects.
 */
final class GcPace {
    private static final long AIM_MILLIS = 50;
    private static final int SMALLEST = 10;

    private final int largest;
    private int size;

    GcPace(int largest) {
        this.largest = largest;
        this.size = Math.min(largest, 200);
    }

    int size() {
        return size;
    }

    /** Learns from a transaction that took all its rows; at most doubles, so that one lucky moment does not count much. */
    void took(long nanos) {
        long fitting = size * AIM_MILLIS * 1_000_000 / Math.max(1, nanos);
        size = (int) Math.clamp(fitting, Math.min(SMALLEST, largest), Math.min(2L * size, largest));
    }
}
