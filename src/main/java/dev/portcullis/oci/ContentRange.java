package dev.portcullis.oci;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import org.jspecify.annotations.Nullable;

/** The {@code Content-Range} of a chunk: {@code <first>-<last>} in the distribution spec, RFC 9110's form allowed. */
final class ContentRange {
    private ContentRange() {}

    /** The place of the chunk's first byte, or -1 when the client did not tell. */
    static long firstByte(@Nullable String header) {
        if (header == null || header.isBlank()) {
            return -1;
        }
        String range = header.startsWith("bytes ") ? header.substring("bytes ".length()) : header;
        int dash = range.indexOf('-');
        String first = dash < 0 ? "" : range.substring(0, dash).strip();
        if (first.isEmpty() || first.length() > 18 || !first.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new RegistryException(ErrorCode.BLOB_UPLOAD_INVALID, "Content-Range of a chunk looks like 0-1023.");
        }
        return Long.parseLong(first);
    }
}
