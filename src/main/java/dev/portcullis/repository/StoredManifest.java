package dev.portcullis.repository;

import dev.portcullis.reference.Digest;
import org.jspecify.annotations.Nullable;

/**
 * A manifest as it was pushed, byte for byte. The bytes are never changed by anyone.
 *
 * @param mediaType the {@code Content-Type} it is served with
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere; a copy for each pull would be waste
public record StoredManifest(
        long id, Digest digest, String mediaType, @Nullable Digest subject, byte[] content) {}
