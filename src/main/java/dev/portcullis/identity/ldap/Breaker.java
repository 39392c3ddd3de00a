package dev.portcullis.identity.ldap;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Keeps a dead directory from being waited for by everyone. After a failure it is open: nobody asks. When its time is
 * over one tries, and the others are still refused, until that one has an answer: then it is closed again, or open for
 * twice as long.
 */
final class Breaker {
    private static final long SHORTEST = Duration.ofSeconds(2).toNanos();
    private static final long LONGEST = Duration.ofSeconds(30).toNanos();

    /** What somebody is to do who wants to ask. */
    enum Advice {
        ASK,
        /** Ask, and do not wait for it as for one that is alive. */
        TRY,
        REFUSE
    }

    private final LongSupplier nanoTime;
    private boolean open;
    private boolean probing;
    private long span;
    private long until;

    Breaker() {
        this(System::nanoTime);
    }

    Breaker(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Whether to ask; who does says {@link #answered}, {@link #failed} or {@link #notAsked} afterwards. */
    synchronized Advice advice() {
        if (!open) {
            return Advice.ASK;
        }
        if (probing || nanoTime.getAsLong() - until < 0) {
            return Advice.REFUSE;
        }
        probing = true;
        return Advice.TRY;
    }

    /** The directory answered, whatever it said. */
    synchronized void answered() {
        open = false;
        probing = false;
        span = 0;
    }

    /** It did not. Of many that failed together the first counts; tells whether this was it. */
    synchronized boolean failed() {
        if (open && !probing) {
            return false;
        }
        open = true;
        probing = false;
        span = span == 0 ? SHORTEST : Math.min(LONGEST, span * 2);
        until = nanoTime.getAsLong() + span;
        return true;
    }

    /** Nothing was learnt of it: another one may probe. */
    synchronized void notAsked() {
        probing = false;
    }
}
