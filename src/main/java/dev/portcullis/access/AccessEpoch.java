package dev.portcullis.access;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether something learnt about rights is still true. The database moves {@code access_epoch} in every
 * transaction that changes a right; every node polls it, so a change is felt everywhere within a second.
 *
 * <p>Use: take the {@link #stamp()} before the query, keep it with the answer, and use the answer only while
 * {@link #isCurrent} holds. A change that commits after the query moves the stamp; one that committed before was seen
 * by the query. While the database cannot be asked, nothing is current after {@link #TRUSTED_FOR}.
 */
@Singleton
public final class AccessEpoch {
    /** Between two polls: a quarter of what is promised, so that a slow one does not break the promise. */
    static final Duration POLL_EVERY = Duration.ofMillis(250);
    /** How long one successful poll is trusted, counted from its beginning. */
    static final Duration TRUSTED_FOR = Duration.ofSeconds(1);

    private static final Logger LOG = Logger.getLogger(AccessEpoch.class);

    private final LongSupplier source;
    private final LongSupplier nanoClock;
    private final AtomicLong generation = new AtomicLong(1);
    private volatile long trustedUntil;
    private volatile boolean everPolled;
    private long lastValue;
    private boolean failing;
    private volatile @Nullable Thread poller;

    @jakarta.inject.Inject
    AccessEpoch(Jdbi jdbi) {
        this(
                () -> jdbi.withHandle(h -> h.createQuery("select value from access_epoch")
                        .mapTo(Long.class)
                        .one()),
                System::nanoTime);
    }

    AccessEpoch(LongSupplier source, LongSupplier nanoClock) {
        this.source = source;
        this.nanoClock = nanoClock;
    }

    /** What to keep with an answer; take it before the question is asked. */
    public long stamp() {
        return generation.get();
    }

    /** Whether an answer with this stamp may still be used. No allocation, no lock. */
    public boolean isCurrent(long stamp) {
        return stamp == generation.get() && everPolled && nanoClock.getAsLong() - trustedUntil < 0;
    }

    /** To be called after this node has committed a change of rights: it is felt here at once, not at the next poll. */
    public void bumpLocally() {
        generation.incrementAndGet();
    }

    void start(@Observes StartupEvent event) {
        poller = Thread.ofPlatform().daemon().name("access-epoch").start(this::pollForever);
    }

    @PreDestroy
    void stop() {
        Thread running = poller;
        poller = null;
        if (running != null) {
            running.interrupt();
        }
    }

    private void pollForever() {
        while (Thread.currentThread() == poller) {
            poll();
            try {
                Thread.sleep(POLL_EVERY);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Asks once. The value only has to differ: after a fail-over of the database it may even go back. */
    void poll() {
        long began = nanoClock.getAsLong();
        try {
            long value = source.getAsLong();
            if (value != lastValue) {
                lastValue = value;
                generation.incrementAndGet();
            }
            trustedUntil = began + TRUSTED_FOR.toNanos();
            everPolled = true;
            if (failing) {
                failing = false;
                LOG.info("The database answers again; what is known about rights may be remembered.");
            }
        } catch (RuntimeException e) {
            if (!failing && poller != null) {
                failing = true;
                LOG.warnf("Changes of rights cannot be polled, so every request asks the database: %s", e.getMessage());
            }
        }
    }
}
