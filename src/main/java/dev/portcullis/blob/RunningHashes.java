package dev.portcullis.blob;

import dev.portcullis.reference.Digest;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of what each upload has received through this node, so that the bytes go through the hash once. A node
 * that did not see all of them reads the partial content again when the upload ends. Bounded; the eldest is forgotten.
 */
final class RunningHashes {
    private static final int MOST = 4_096;

    private record Running(long received, MessageDigest hash) {}

    private final Map<UUID, Running> running = new LinkedHashMap<>();

    /** Takes out the hash of the first {@code received} bytes; null when this node has not seen just those. */
    synchronized @Nullable MessageDigest take(UUID upload, long received) {
        if (received == 0) {
            running.remove(upload);
            return Digest.Algorithm.SHA256.newHash();
        }
        Running known = running.remove(upload);
        return known != null && known.received == received ? known.hash : null;
    }

    /** Keeps the hash of the first {@code received} bytes for the next request. */
    synchronized void keep(UUID upload, long received, @Nullable MessageDigest hash) {
        if (hash == null) {
            return;
        }
        running.put(upload, new Running(received, hash));
        if (running.size() > MOST) {
            running.remove(running.keySet().iterator().next());
        }
    }

    synchronized void forget(UUID upload) {
        running.remove(upload);
    }
}
