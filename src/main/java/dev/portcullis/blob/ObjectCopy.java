package dev.portcullis.blob;

import dev.portcullis.reference.Digest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.security.MessageDigest;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** Puts an object of one store into another. */
final class ObjectCopy {
    private static final int BUFFER = 256 << 10;
    private static final String PARTIAL = "move.";

    private ObjectCopy() {}

    /**
     * Copies an object, whole and synced, or nothing. One that is there with the same length is left alone: no key is
     * ever used for other bytes.
     *
     * @param going asked with each buffer; false cuts the copy short with an {@link IOException}
     */
    static void copy(BlobStore from, BlobStore to, String objectKey, BooleanSupplier going) throws IOException {
        StoredContent content = from.open(objectKey);
        long size = content.size();
        if (to.length(objectKey) == size) {
            return;
        }
        String partial = PARTIAL + UUID.randomUUID();
        try {
            try (InputStream in = content.stream(0, size);
                    PartialContent out = to.openPartial(partial, 0)) {
                byte[] buffer = new byte[BUFFER];
                long done = 0;
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    if (!going.getAsBoolean()) {
                        throw new IOException("the copy was stopped");
                    }
                    out.write(buffer, 0, n);
                    done += n;
                }
                if (done != size) {
                    throw new EOFException(objectKey + " ended after " + done + " of " + size + " bytes");
                }
            }
            to.promote(partial, size, objectKey);
        } catch (FileAlreadyExistsException another) {
            // A push or another node was faster, with the same bytes.
            to.discardPartial(partial);
        } catch (IOException e) {
            to.discardPartial(partial);
            throw e;
        }
    }

    /** Reads all of an object; false unless its bytes have that digest. */
    static boolean isGood(BlobStore store, String objectKey, Digest digest, BooleanSupplier going) throws IOException {
        StoredContent content = store.open(objectKey);
        MessageDigest hash = digest.algorithm().newHash();
        try (InputStream in = content.stream(0, content.size())) {
            byte[] buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (!going.getAsBoolean()) {
                    throw new IOException("the check was stopped");
                }
                hash.update(buffer, 0, n);
            }
        }
        return Digest.finish(digest.algorithm(), hash.digest()).equals(digest);
    }
}
