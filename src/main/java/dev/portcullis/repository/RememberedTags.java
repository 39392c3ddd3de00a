package dev.portcullis.repository;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.database.Epoch;
import dev.portcullis.database.Epochs;
import dev.portcullis.database.Nodes;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Tags in memory, coherent: after a push has been answered nobody gets the old manifest. That holds since only a node
 * that is alone, by a lease in the database, answers from here; since a tag that is just being written is not
 * answered from here; and since what was read from the database before a write began is not remembered after it.
 */
@Singleton
class RememberedTags {
    private static final int STRIPES = 1_024;
    private static final int REMEMBERED = 50_000;

    private record Key(long repositoryId, String tag) {
        int stripe() {
            return ((hashCode() * 0x9E3779B9) >>> 16) % STRIPES;
        }
    }

    private record Entry(StoredManifest manifest, long term) {}

    /** What must not have changed between asking the database and remembering its answer. */
    record Stamp(long written, long generation, long term) {}

    private final Nodes nodes;
    private final Epoch epoch;
    private final Cache<Key, Entry> remembered =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();
    private final AtomicIntegerArray writing = new AtomicIntegerArray(STRIPES);
    private final AtomicLongArray written = new AtomicLongArray(STRIPES);

    RememberedTags(Nodes nodes, Epochs epochs) {
        this.nodes = nodes;
        this.epoch = epochs.content();
        epoch.onChange(remembered::invalidateAll);
    }

    /** The manifest of the tag, when it may be told without asking the database. */
    @Nullable
    StoredManifest get(long repositoryId, String tag) {
        long term = nodes.aloneTerm();
        if (term == 0 || !epoch.fresh()) {
            return null;
        }
        Key key = new Key(repositoryId, tag);
        Entry entry = remembered.getIfPresent(key);
        return entry != null && entry.term == term && writing.get(key.stripe()) == 0 ? entry.manifest : null;
    }

    /** To be taken before the database is asked. */
    Stamp stamp(long repositoryId, String tag) {
        return new Stamp(written.get(new Key(repositoryId, tag).stripe()), epoch.generation(), nodes.aloneTerm());
    }

    /** Remembers what the database answered, unless something was written meanwhile. */
    void remember(long repositoryId, String tag, StoredManifest manifest, Stamp asked) {
        if (asked.term == 0 || !asked.equals(stamp(repositoryId, tag))) {
            return;
        }
        Key key = new Key(repositoryId, tag);
        remembered.put(key, new Entry(manifest, asked.term));
        if (writing.get(key.stripe()) != 0 || !asked.equals(stamp(repositoryId, tag))) {
            remembered.invalidate(key);
        }
    }

    /**
     * Until it is closed these tags are not answered from memory, and what was known of them is forgotten. Refused with
     * {@link dev.portcullis.error.ErrorCode#UNAVAILABLE} while another node may not know of this one.
     */
    Writing write(long repositoryId, Collection<String> tags) {
        nodes.requireRegistered();
        Key[] keys = tags.stream().map(tag -> new Key(repositoryId, tag)).toArray(Key[]::new);
        for (Key key : keys) {
            writing.incrementAndGet(key.stripe());
            written.incrementAndGet(key.stripe());
            remembered.invalidate(key);
        }
        return new Writing(keys);
    }

    /** A write under way. */
    final class Writing implements AutoCloseable {
        private final Key[] keys;

        private Writing(Key[] keys) {
            this.keys = keys;
        }

        /** To be called after the write and before it is acknowledged; throws when it must not be. */
        void confirm() {
            nodes.requireRegistered();
        }

        @Override
        public void close() {
            for (Key key : keys) {
                written.incrementAndGet(key.stripe());
                remembered.invalidate(key);
                writing.decrementAndGet(key.stripe());
            }
        }
    }
}
