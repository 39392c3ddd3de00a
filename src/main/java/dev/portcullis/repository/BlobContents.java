package dev.portcullis.repository;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.blob.BlobStore;
import dev.portcullis.blob.StorageSettings;
import dev.portcullis.blob.StoredContent;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.reference.MediaType;
import dev.portcullis.settings.Settings;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of blobs. Small ones (configs, mostly) are remembered by their object, which never changes. Bytes of
 * another length than was recorded are never served (REL-14).
 */
@Singleton
public class BlobContents {
    private static final Logger LOG = Logger.getLogger(BlobContents.class);
    /** Long enough to begin a download; one that has begun goes on. */
    private static final Duration REDIRECT_VALID = Duration.ofMinutes(15);

    private static final int SMALL = 32 << 10;
    private static final long REMEMBERED_BYTES = 16L << 20;

    private final BlobStore store;
    private final Settings settings;
    private final StorageSettings.Section section;
    private final Cache<String, byte[]> remembered = Caffeine.newBuilder()
            .maximumWeight(REMEMBERED_BYTES)
            .weigher((String _, byte[] bytes) -> bytes.length + 256)
            .build();

    BlobContents(BlobStore store, Settings settings, StorageSettings.Section section) {
        this.store = store;
        this.settings = settings;
        this.section = section;
    }

    /** Where a client gets the bytes from the store itself; empty where the settings do not say so, or it cannot. */
    public Optional<URI> elsewhere(LinkedBlob blob) throws IOException {
        return settings.value(section).redirect()
                ? store.presigned(blob.objectKey(), REDIRECT_VALID, MediaType.OCTET_STREAM)
                : Optional.empty();
    }

    /** All bytes of a small blob, not to be changed; null when it is not small. */
    public byte @Nullable [] small(LinkedBlob blob) throws IOException {
        if (blob.size() > SMALL) {
            return null;
        }
        byte[] known = remembered.getIfPresent(blob.objectKey());
        if (known != null) {
            return known;
        }
        try (InputStream in = open(blob).stream(0, blob.size())) {
            byte[] bytes = in.readNBytes((int) blob.size());
            if (bytes.length != blob.size()) {
                throw damaged(blob, bytes.length);
            }
            remembered.put(blob.objectKey(), bytes);
            return bytes;
        }
    }

    /** The object, of just the recorded length; otherwise an error and a line in the log, never wrong bytes. */
    public StoredContent open(LinkedBlob blob) throws IOException {
        StoredContent content;
        try {
            content = store.open(blob.objectKey());
        } catch (NoSuchFileException e) {
            throw damaged(blob, -1);
        }
        if (content.size() != blob.size()) {
            throw damaged(blob, content.size());
        }
        return content;
    }

    private static RegistryException damaged(LinkedBlob blob, long length) {
        LOG.errorf(
                "Blob %s is damaged: %d bytes are recorded, the store has %d (-1: no object). Push it again to heal it,"
                        + " or run fsck --repair.",
                blob.digest(), blob.size(), length);
        // Clients try a 500 again for minutes, and what is not there will not come: an older store was put back.
        return length < 0
                ? new RegistryException(
                        ErrorCode.BLOB_UNKNOWN,
                        "This blob is missing in the registry's storage. An administrator runs fsck --repair; then it can be"
                                + " pushed again.")
                : new RegistryException(
                        ErrorCode.UNKNOWN,
                        "This blob is damaged in the registry's storage. Pushing it again heals it.");
    }
}
