package dev.portcullis.oci;

import dev.portcullis.blob.StoredContent;

/** Bytes of an object that do not go from a file to the wire by themselves: out of a bucket, or over TLS. */
record StreamedPart(StoredContent content, long offset, long count) {}
