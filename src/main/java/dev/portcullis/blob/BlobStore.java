package dev.portcullis.blob;

import dev.portcullis.error.RegistryException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the bytes are. Objects are immutable; a key is used once and never again. No method that a push or a
 * pull needs lists. Every implementation runs {@code BlobStoreContract}. Any method may throw {@link IOException} when the
 * backend fails; nothing is acknowledged then.
 */
public interface BlobStore {

    /** How many shards {@link #objects} has; a walk goes shard by shard, to stay small. */
    int SHARDS = 256;

    /** Something in the store, as a walk finds it. Size in bytes. */
    record Stored(String name, long size, Instant modified) {}

    /** Room for bytes: of the whole disk, and what is free of it. */
    record Space(long total, long free) {}

    /**
     * Opens the partial content of an upload, which is created when absent, for writing at {@code offset} in bytes.
     * What stood beyond is cut off.
     */
    PartialContent openPartial(String name, long offset) throws IOException;

    /** Reads the first {@code length} bytes of partial content. The caller closes it. */
    InputStream readPartial(String name, long length) throws IOException;

    /** Whether partial content has at least that many bytes. */
    boolean holdsPartial(String name, long length) throws IOException;

    /** Copies the first {@code length} bytes of a partial content to another, synced. */
    void copyPartial(String from, String to, long length) throws IOException;

    /** Forgets partial content; nothing happens when there is none. */
    void discardPartial(String name) throws IOException;

    /** All partial content, for the sweeper. */
    List<Stored> partials() throws IOException;

    /**
     * Makes partial content of just this length, synced or not, an object under a key that was never used. Who calls has
     * written it on this node. On return its bytes survive a power loss under its new name.
     */
    void promote(String partial, long length, String objectKey) throws IOException;

    /** Opens an object; {@link java.nio.file.NoSuchFileException} when it is not there. */
    StoredContent open(String objectKey) throws IOException;

    /** The length of an object in bytes, or -1 when it is not there. */
    long length(String objectKey) throws IOException;

    /** Deletes an object; false when it was not there. */
    boolean delete(String objectKey) throws IOException;

    /** Deletes objects, and tells which could not be and why. One that was not there is no failure. */
    default Map<String, IOException> deleteAll(List<String> objectKeys) {
        Map<String, IOException> failures = new HashMap<>();
        for (String key : objectKeys) {
            try {
                delete(key);
            } catch (IOException e) {
                failures.put(key, e);
            }
        }
        return failures;
    }

    /**
     * An address at which anybody can read an object for that long; empty where the store cannot give one. It is not
     * asked whether the object is there.
     */
    default Optional<URI> presigned(String objectKey, Duration validity, String contentType) throws IOException {
        return Optional.empty();
    }

    /** How much there is room for; empty where that has no bounds, or nobody can tell. */
    default Optional<Space> space() throws IOException {
        return Optional.empty();
    }

    /** Takes an object aside, out of every key's reach, for somebody to look at; false when it was not there. */
    boolean quarantine(String objectKey) throws IOException;

    /** All objects of a shard, 0 to {@value #SHARDS} - 1, for the checker and the sweeper. */
    List<Stored> objects(int shard) throws IOException;

    /** Writes, syncs and deletes something small; fails when the store cannot take a push. */
    void probe() throws IOException;

    /** Whether {@link #probe} succeeds, for who only shows it. */
    default boolean takesWrites() {
        try {
            probe();
            return true;
        } catch (IOException | RegistryException e) {
            return false;
        }
    }
}
