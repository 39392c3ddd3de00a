package dev.portcullis.blob.remote;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The requests to one bucket or container, below one prefix; keys are told without it. Each ends within minutes, and fails
 * with an {@link IOException}; a {@link java.nio.file.NoSuchFileException} means that the key names nothing.
 */
public interface RemoteObjects {

    /** An object as a listing tells it. Size in bytes. */
    record Listed(String key, long size, Instant modified) {}

    /** The bytes become an object; the store compares a checksum. On return they survive. */
    void put(String key, Scratch bytes) throws IOException;

    /** The bytes, a few, become an object. */
    void put(String key, byte[] bytes) throws IOException;

    /** The length of an object in bytes, or -1 when it is not there. */
    long length(String key) throws IOException;

    /** Opens {@code count} bytes of an object, one at least; {@link java.io.EOFException} where it is shorter. */
    Answer get(String key, long offset, long count) throws IOException;

    /** Deletes objects, and tells which could not be. One that is not there is no failure. */
    Map<String, IOException> delete(List<String> keys);

    /** Walks over all objects below a folder, page by page. */
    void list(String folder, Consumer<Listed> found) throws IOException;

    /**
     * Copies a whole object within the store. On return the store has said that the copy is there; {@link
     * java.io.EOFException}, and no copy, where it has not just this length.
     */
    void copy(String source, long length, String target) throws IOException;

    /** Deletes an object; nothing happens when it is not there. */
    default void delete(String key) throws IOException {
        for (IOException failure : delete(List.of(key)).values()) {
            throw failure;
        }
    }
}
