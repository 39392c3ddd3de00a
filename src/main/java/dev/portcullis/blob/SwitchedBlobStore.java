package dev.portcullis.blob;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The store that the rest of the program sees: the one that is set, and while bytes move between two both of them. An
 * object is read from where it is; a new one is put into both, a deleted one taken from both. What could not be put into
 * the second one fails no push: the mover finds it missing and puts it there.
 */
public final class SwitchedBlobStore implements BlobStore {
    private static final Logger LOG = Logger.getLogger(SwitchedBlobStore.class);

    /**
     * What is used.
     *
     * @param other null where nothing moves
     */
    public record Stores(BlobStore main, @Nullable BlobStore other) {}

    private volatile Stores stores;

    /**
     * Where an upload that this node is writing just now has its bytes: a switch must not part the one from the other. For
     * a while only, since another node may end what this one has begun.
     */
    private final Cache<String, BlobStore> writing =
            Caffeine.newBuilder().expireAfterAccess(Duration.ofHours(1)).build();

    SwitchedBlobStore(Stores stores) {
        this.stores = stores;
    }

    /** From the next operation on. */
    void use(Stores next) {
        stores = next;
    }

    /** What is used now. */
    public Stores stores() {
        return stores;
    }

    @Override
    public PartialContent openPartial(String name, long offset) throws IOException {
        BlobStore store = offset == 0 ? stores.main() : holder(name, offset);
        PartialContent content = store.openPartial(name, offset);
        writing.put(name, store);
        return content;
    }

    /** The store that has an upload's bytes: one that began before a switch ends where it began. */
    private BlobStore holder(String name, long length) throws IOException {
        BlobStore known = writing.getIfPresent(name);
        Stores now = stores;
        if (known != null) {
            return known;
        }
        BlobStore other = now.other();
        boolean there = other != null && !now.main().holdsPartial(name, length) && other.holdsPartial(name, length);
        return there && other != null ? other : now.main();
    }

    @Override
    public InputStream readPartial(String name, long length) throws IOException {
        return holder(name, length).readPartial(name, length);
    }

    @Override
    public boolean holdsPartial(String name, long length) throws IOException {
        return holder(name, length).holdsPartial(name, length);
    }

    @Override
    public void copyPartial(String from, String to, long length) throws IOException {
        BlobStore store = holder(from, length);
        store.copyPartial(from, to, length);
        writing.put(to, store);
    }

    @Override
    public void discardPartial(String name) throws IOException {
        writing.invalidate(name);
        Stores now = stores;
        now.main().discardPartial(name);
        if (now.other() != null) {
            now.other().discardPartial(name);
        }
    }

    @Override
    public List<Stored> partials() throws IOException {
        Stores now = stores;
        List<Stored> all = new ArrayList<>(now.main().partials());
        if (now.other() != null) {
            all.addAll(now.other().partials());
        }
        return all;
    }

    @Override
    public void promote(String partial, long length, String objectKey) throws IOException {
        BlobStore store = holder(partial, length);
        store.promote(partial, length, objectKey);
        writing.invalidate(partial);
        Stores now = stores;
        if (!store.equals(now.main()) && !store.equals(now.other())) {
            // Begun before a move that has ended meanwhile: nobody would look for it there.
            ObjectCopy.copy(store, now.main(), objectKey, () -> true);
            return;
        }
        for (BlobStore second : new BlobStore[] {now.main(), now.other()}) {
            if (second != null && !second.equals(store)) {
                putToo(store, second, objectKey);
            }
        }
    }

    private static void putToo(BlobStore from, BlobStore to, String objectKey) {
        try {
            ObjectCopy.copy(from, to, objectKey, () -> true);
        } catch (IOException e) {
            LOG.warnf(
                    "%s is only in one of the two stores for now; the move puts it into the other later: %s",
                    objectKey, e);
        }
    }

    @Override
    public StoredContent open(String objectKey) throws IOException {
        Stores now = stores;
        try {
            return now.main().open(objectKey);
        } catch (NoSuchFileException | FileNotFoundException e) {
            if (now.other() == null) {
                throw e;
            }
            return now.other().open(objectKey);
        }
    }

    @Override
    public long length(String objectKey) throws IOException {
        Stores now = stores;
        long length = now.main().length(objectKey);
        return length < 0 && now.other() != null ? now.other().length(objectKey) : length;
    }

    @Override
    public boolean delete(String objectKey) throws IOException {
        Stores now = stores;
        boolean there = now.other() != null && now.other().delete(objectKey);
        return now.main().delete(objectKey) || there;
    }

    @Override
    public Map<String, IOException> deleteAll(List<String> objectKeys) {
        Stores now = stores;
        Map<String, IOException> failures = new HashMap<>(now.main().deleteAll(objectKeys));
        if (now.other() != null) {
            failures.putAll(now.other().deleteAll(objectKeys));
        }
        return failures;
    }

    /** Not while bytes move: what this node believes to be there may still be in the other store alone. */
    @Override
    public Optional<URI> presigned(String objectKey, Duration validity, String contentType) throws IOException {
        Stores now = stores;
        return now.other() == null ? now.main().presigned(objectKey, validity, contentType) : Optional.empty();
    }

    @Override
    public Optional<Space> space() throws IOException {
        return stores.main().space();
    }

    @Override
    public boolean quarantine(String objectKey) throws IOException {
        Stores now = stores;
        boolean there = now.other() != null && now.other().quarantine(objectKey);
        return now.main().quarantine(objectKey) || there;
    }

    @Override
    public List<Stored> objects(int shard) throws IOException {
        return stores.main().objects(shard);
    }

    @Override
    public void probe() throws IOException {
        stores.main().probe();
    }
}
