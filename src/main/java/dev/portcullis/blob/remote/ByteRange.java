package dev.portcullis.blob.remote;

import java.io.EOFException;
import java.io.IOException;

/**
 * Some bytes of an object, one at least, as HTTP writes them (RFC 9110, 14).
 *
 * @param offset of the first
 */
public record ByteRange(long offset, long count) {

    /** For the header {@code Range}. */
    public String header() {
        return "bytes=" + offset + "-" + last();
    }

    private long last() {
        return offset + count - 1;
    }

    /**
     * Throws, and aborts the answer, unless its {@code Content-Range} says just these bytes; {@link EOFException} where the
     * object is shorter.
     */
    public void require(String contentRange, String key, Runnable abort) throws IOException {
        if (contentRange.startsWith("bytes " + offset + "-" + last() + "/")) {
            return;
        }
        abort.run();
        if (contentRange.startsWith("bytes " + offset + "-")) {
            throw shorter(key);
        }
        throw new IOException(
                "Input/output error: the object store answered with " + contentRange + " for " + header());
    }

    /** That the object ends before. */
    public static EOFException shorter(String key) {
        return new EOFException(key + " is shorter than its row says");
    }
}
