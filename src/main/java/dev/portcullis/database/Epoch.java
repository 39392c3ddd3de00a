package dev.portcullis.database;

import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A counter in the database that says when remembered things are out of date. Every node polls it; what was
 * remembered under an older {@link #generation()} is dropped.
 *
 * <p>The rule for whoever remembers: take the generation, ask the database, remember only if the generation is still
 * the same; and use what is remembered only while {@link #fresh()}.
 */
public final class Epoch {
    /** What is remembered may be used for this long after the last successful poll, in nanoseconds. */
    private static final long TRUST_NANOS = 1_000_000_000L;

    private final AtomicLong generation = new AtomicLong();
    private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile long seen = Long.MIN_VALUE;
    private final LongSupplier nanoClock;
    private volatile long polledAt;

    /** By the monotonic clock of this machine. */
    public Epoch() {
        this(System::nanoTime);
    }

    Epoch(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.polledAt = nanoClock.getAsLong() - TRUST_NANOS;
    }

    /** Changes whenever something remembered may have become untrue. */
    public long generation() {
        return generation.get();
    }

    /** Whether the database was asked recently enough to trust what is remembered. */
    public boolean fresh() {
        return nanoClock.getAsLong() - polledAt < TRUST_NANOS;
    }

    /**
     * Whether what was remembered with this generation, taken before the question was asked, may still be used. A change
     * that commits after the question moves the generation; one that committed before was seen by the question.
     */
    public boolean isCurrent(long rememberedWith) {
        return rememberedWith == generation.get() && fresh();
    }

    /** Seconds since the last successful poll. */
    double ageSeconds() {
        return (nanoClock.getAsLong() - polledAt) / 1e9;
    }

    /** Calls back after each change, to drop what is remembered. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** To be called after this node has committed a change, so that it is felt here at once. */
    public void bumpLocally() {
        generation.incrementAndGet();
        listeners.forEach(Runnable::run);
    }

    /** Takes over what a poll has read. {@code askedAt} is {@link System#nanoTime()} before the question was sent. */
    void observed(long value, long askedAt) {
        if (value != seen) {
            // A listener that fails is called again at the next poll.
            bumpLocally();
            seen = value;
        }
        polledAt = askedAt;
    }
}
