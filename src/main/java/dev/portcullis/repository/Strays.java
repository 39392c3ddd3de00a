package dev.portcullis.repository;

import dev.portcullis.blob.BlobStore;
import dev.portcullis.blob.ObjectKey;
import dev.portcullis.error.RegistryException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;

/**
 * Objects that no row names: a crash between the object and its row leaves one. An object gets its time when it is put
 * in its place, and its row follows within seconds, so one that is old and unnamed never gets a row.
 */
@Singleton
final class Strays {
    static final int SHARDS = BlobStore.SHARDS;

    /** Whatever the grace period is, a node that was stopped between object and row has this long to go on. */
    private static final Duration YOUNGEST = Duration.ofHours(1);

    private static final int BATCH = 1_000;
    private static final Logger LOG = Logger.getLogger(Strays.class);

    private final Jdbi jdbi;
    private final BlobStore store;

    Strays(Jdbi jdbi, BlobStore store) {
        this.jdbi = jdbi;
        this.store = store;
    }

    /** The strays of a shard that are older than the grace period. The store is read first, the rows after it. */
    List<BlobStore.Stored> find(int shard, Duration grace) throws IOException {
        Instant youngest = Instant.now().minus(grace.compareTo(YOUNGEST) > 0 ? grace : YOUNGEST);
        List<BlobStore.Stored> old = store.objects(shard).stream()
                .filter(object -> object.modified().isBefore(youngest))
                .toList();
        List<BlobStore.Stored> strays = new ArrayList<>();
        for (int from = 0; from < old.size(); from += BATCH) {
            List<BlobStore.Stored> batch = old.subList(from, Math.min(old.size(), from + BATCH));
            Set<String> named = named(batch);
            batch.stream().filter(object -> !named.contains(object.name())).forEach(strays::add);
        }
        return strays;
    }

    /** Deletes the strays of a shard; what is no object of ours is left alone. */
    int sweep(int shard, Duration grace) {
        int swept = 0;
        try {
            for (BlobStore.Stored stray : find(shard, grace)) {
                if (isObject(stray.name()) && store.delete(stray.name())) {
                    swept++;
                    LOG.infof("Deleted the object %s of %d bytes, which no row names", stray.name(), stray.size());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return swept;
    }

    /** Whether it has the name of an object, so that the store would take it for one. */
    static boolean isObject(String name) {
        try {
            ObjectKey.digestOf(name);
            return true;
        } catch (RegistryException | IndexOutOfBoundsException notOurs) {
            return false;
        }
    }

    private Set<String> named(List<BlobStore.Stored> objects) {
        List<String> keys = objects.stream().map(BlobStore.Stored::name).toList();
        String[] digests = keys.stream()
                .filter(Strays::isObject)
                .map(key -> ObjectKey.digestOf(key).toString())
                .distinct()
                .toArray(String[]::new);
        return jdbi.withHandle(h -> new HashSet<>(h.createQuery("""
                        select object_key from blob where digest = any(:digests)
                        union all select object_key from doomed_object where object_key = any(:keys)
                        """)
                .bind("digests", digests)
                .bind("keys", keys.toArray(String[]::new))
                .mapTo(String.class)
                .list()));
    }
}
