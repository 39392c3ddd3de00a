package dev.portcullis.database;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Answers of the database, used only while nothing they rest on has changed: the generation is taken before the
 * question, so a change that commits after it voids the answer, and one that committed before was seen by it.
 *
 * @param <K> what was asked for; it has to have value equality
 * @param <V> the answer; an {@link java.util.Optional} where there may be none
 */
public final class Remembered<K, V> {
    private record Answer<V>(long generation, V value) {}

    private final Epoch epoch;
    private final Cache<K, Answer<V>> answers;

    /** For so many answers at most. */
    public Remembered(Epoch epoch, int most) {
        this.epoch = epoch;
        this.answers = Caffeine.newBuilder().maximumSize(most).build();
    }

    /** The answer that is remembered, or else that of the question. */
    public V get(K key, Supplier<V> question) {
        return get(key, question, _ -> true);
    }

    /** As {@link #get(Object, Supplier)}; an answer that is not to be kept is asked for anew each time. */
    public V get(K key, Supplier<V> question, Predicate<V> keep) {
        Answer<V> known = answers.getIfPresent(key);
        if (known != null && epoch.isCurrent(known.generation())) {
            return known.value();
        }
        long generation = epoch.generation();
        V value = question.get();
        if (keep.test(value)) {
            answers.put(key, new Answer<>(generation, value));
        }
        return value;
    }
}
