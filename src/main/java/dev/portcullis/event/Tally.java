package dev.portcullis.event;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts what happens again and again, in memory, until it is written as one event. Any number of threads count; one
 * takes. Nothing is lost between the two: both are atomic for each key.
 */
final class Tally {
    private final ConcurrentHashMap<Key, Count> counts = new ConcurrentHashMap<>();
    private final int most;

    /** What is counted together. Everything but the request id is the same. */
    record Key(
            String kind,
            String result,
            String account,
            @Nullable Long accountId,
            String credential,
            @Nullable String address,
            @Nullable String client,
            @Nullable String repository,
            @Nullable String reference,
            @Nullable String digest,
            @Nullable String detail) {

        /** What this thread's actor does. */
        static Key of(
                String kind,
                String result,
                @Nullable String repository,
                @Nullable String reference,
                @Nullable String digest,
                @Nullable String detail) {
            Actor a = Actor.current();
            return new Key(
                    kind,
                    result,
                    a.account(),
                    a.accountId(),
                    a.credential(),
                    a.address(),
                    a.client(),
                    repository,
                    reference,
                    digest,
                    detail);
        }

        /** What is left of it when there are too many different ones. */
        Key withoutParticulars() {
            return new Key(kind, result, "(many)", null, "(many)", null, null, null, null, null, "(many together)");
        }
    }

    /**
     * What was counted.
     *
     * @param since when the key was first counted, by the monotonic clock
     * @param request the first request's id where there was one
     * @param times how often, not counting what was written before
     */
    record Count(long since, @Nullable String request, int times) {}

    /** A key with what was counted for it. */
    record Counted(Key key, Count count) {}

    Tally(int most) {
        this.most = most;
    }

    /** Counts one more; true when it is the first of its key, which the caller then may write itself. */
    boolean count(Key key, @Nullable String request, int first) {
        Key counted = counts.containsKey(key) || counts.size() < most ? key : key.withoutParticulars();
        Count fresh = new Count(System.nanoTime(), request, counted.equals(key) ? first : 1);
        Count now = counts.merge(counted, fresh, (known, _) -> more(known, request, 1));
        return now.equals(fresh) && counted.equals(key);
    }

    /** Counts again what could not be written. */
    void putBack(Counted counted) {
        counts.merge(
                counted.key(),
                counted.count(),
                (known, back) -> new Count(back.since(), back.request(), plus(known.times(), back.times())));
    }

    private static Count more(Count known, @Nullable String request, int times) {
        return new Count(known.since(), known.times() == 0 ? request : known.request(), plus(known.times(), times));
    }

    private static int plus(int one, int other) {
        return (int) Math.min(Integer.MAX_VALUE, (long) one + other);
    }

    /** Takes everything that was first counted at least so long ago, and forgets it. */
    List<Counted> take(long olderThanNanos) {
        long now = System.nanoTime();
        List<Counted> taken = new ArrayList<>();
        for (Key key : counts.keySet()) {
            Count seen = counts.get(key);
            if (seen != null && now - seen.since() >= olderThanNanos) {
                Count count = counts.remove(key);
                if (count != null && count.times() > 0) {
                    taken.add(new Counted(key, count));
                }
            }
        }
        return taken;
    }
}
