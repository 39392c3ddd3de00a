package dev.portcullis.blob;

import dev.portcullis.reference.Digest;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An object that is verified, synced and in its place, but not named by any row yet.
 *
 * @param size in bytes
 * @param upload the upload it came from, which ends when the row is written; null for a single POST
 * @param writer the claim on that upload, or null where the object did not come from its partial content
 */
public record Placed(
        Digest digest,
        long size,
        String objectKey,
        @Nullable UUID upload,
        @Nullable UUID writer) {}
