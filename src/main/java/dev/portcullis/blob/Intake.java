package dev.portcullis.blob;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One pass over a request body: hash, count, write. Its one buffer is all the memory that an upload takes. */
final class Intake {
    static final int BUFFER = 128 << 10;

    private final InputStream body;
    private final long limit;
    private @Nullable IOException broken;

    /** @param limit the most bytes that the whole content may have */
    Intake(InputStream body, long limit) {
        this.body = body;
        this.limit = limit;
    }

    /** Appends the body after {@code offset} bytes and tells where the content stands then. */
    long into(PartialContent content, long offset, @Nullable MessageDigest hash, BooleanSupplier mayGoOn)
            throws IOException {
        byte[] buffer = new byte[BUFFER];
        long received = offset;
        while (true) {
            int n = fill(buffer, received);
            if (n < 0) {
                return received;
            }
            if (received + n > limit) {
                throw new RegistryException(
                        ErrorCode.CONTENT_TOO_LARGE, "A blob may have " + limit + " bytes here; this one has more.");
            }
            if (!mayGoOn.getAsBoolean()) {
                throw new RegistryException(ErrorCode.BLOB_UPLOAD_UNKNOWN);
            }
            content.write(buffer, 0, n);
            if (hash != null) {
                hash.update(buffer, 0, n);
            }
            received += n;
        }
    }

    /** Reads up to a whole buffer, so that a slow client's crumbs do not each become a write. */
    private int fill(byte[] buffer, long received) throws IOException {
        if (broken != null) {
            throw new BrokenBodyException(received, broken);
        }
        int filled = 0;
        try {
            while (filled < buffer.length) {
                int n = body.read(buffer, filled, buffer.length - filled);
                if (n < 0) {
                    return filled == 0 ? -1 : filled;
                }
                filled += n;
            }
            return filled;
        } catch (IOException e) {
            broken = e;
            if (filled > 0) {
                return filled; // what came is worth keeping; the next turn tells of the break
            }
            throw new BrokenBodyException(received, e);
        }
    }
}
