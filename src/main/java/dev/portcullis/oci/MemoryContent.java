package dev.portcullis.oci;

import dev.portcullis.blob.StoredContent;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Content that is in memory already. */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere
record MemoryContent(byte[] bytes) implements StoredContent {
    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public @Nullable Path file() {
        return null;
    }

    @Override
    public InputStream stream(long offset, long count) {
        return new ByteArrayInputStream(bytes, (int) offset, (int) count);
    }
}
