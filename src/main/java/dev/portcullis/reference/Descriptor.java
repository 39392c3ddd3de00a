package dev.portcullis.reference;

import org.jspecify.annotations.Nullable;

/** A reference from one piece of content to another ("Content Descriptors" of the image spec). Size in bytes. */
public record Descriptor(
        String mediaType,
        Digest digest,
        long size,
        @Nullable String artifactType) {}
