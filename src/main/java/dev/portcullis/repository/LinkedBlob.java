package dev.portcullis.repository;

import dev.portcullis.reference.Digest;

/** A blob that a repository may reach. Size in bytes. */
public record LinkedBlob(Digest digest, long size, String objectKey) {}
