package dev.portcullis.blob.remote;

import dev.portcullis.blob.BlobStore;
import dev.portcullis.blob.ObjectKey;
import dev.portcullis.blob.StoredContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finished objects, alike in all stores over the network; {@code package-info} draws them. */
public abstract class RemoteBlobStore implements BlobStore {
    /** Below it stands what is unfinished. */
    protected static final String UPLOADS = "uploads/";

    private static final String QUARANTINE = "quarantine/";
    private static final List<String> ALGORITHMS = List.of("sha256", "sha512");

    private final RemoteObjects objects;

    protected RemoteBlobStore(RemoteObjects objects) {
        this.objects = objects;
    }

    @Override
    public final StoredContent open(String objectKey) throws IOException {
        String key = ObjectKey.requireKey(objectKey);
        long size = objects.length(key);
        if (size < 0) {
            throw new NoSuchFileException(key);
        }
        return new Remote(objects, key, size);
    }

    @Override
    public final long length(String objectKey) throws IOException {
        return objects.length(ObjectKey.requireKey(objectKey));
    }

    @Override
    public final boolean delete(String objectKey) throws IOException {
        if (length(objectKey) < 0) {
            return false;
        }
        objects.delete(objectKey);
        return true;
    }

    @Override
    public final Map<String, IOException> deleteAll(List<String> objectKeys) {
        objectKeys.forEach(ObjectKey::requireKey);
        return objects.delete(objectKeys);
    }

    @Override
    public final boolean quarantine(String objectKey) throws IOException {
        long size = length(objectKey);
        if (size < 0) {
            return false;
        }
        objects.copy(objectKey, size, QUARANTINE + objectKey.substring(objectKey.lastIndexOf('/') + 1));
        return delete(objectKey);
    }

    @Override
    public final List<Stored> objects(int shard) throws IOException {
        List<Stored> all = new ArrayList<>();
        for (String algorithm : ALGORITHMS) {
            objects.list(
                    algorithm + "/" + "%02x".formatted(shard) + "/",
                    found -> all.add(new Stored(found.key(), found.size(), found.modified())));
        }
        return all;
    }

    /** Unfinished uploads by their names: what stands between {@code uploads/} and a slash, or the end. */
    @Override
    public List<Stored> partials() throws IOException {
        Map<String, Stored> found = new HashMap<>();
        objects.list(UPLOADS, one -> {
            String rest = one.key().substring(UPLOADS.length());
            String name = rest.indexOf('/') < 0 ? rest : rest.substring(0, rest.indexOf('/'));
            if (!name.isEmpty()) {
                found.merge(
                        name,
                        new Stored(name, one.size(), one.modified()),
                        (a, b) -> new Stored(name, a.size() + b.size(), later(a.modified(), b.modified())));
            }
        });
        return new ArrayList<>(found.values());
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    @Override
    public final void probe() throws IOException {
        String key = UPLOADS + "probe." + UUID.randomUUID() + "/00000";
        objects.put(key, new byte[] {1});
        objects.delete(key);
    }

    private record Remote(RemoteObjects objects, String key, long size) implements StoredContent {
        @Override
        public @Nullable Path file() {
            return null;
        }

        @Override
        public InputStream stream(long offset, long count) throws IOException {
            return new RangeStream(objects, key, offset, count).opened();
        }
    }
}
