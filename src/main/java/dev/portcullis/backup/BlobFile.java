package dev.portcullis.backup;

import dev.portcullis.reference.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/** Bytes of a blob in a backup. */
final class BlobFile {
    private static final int BUFFER = 256 << 10;

    private BlobFile() {}

    /** Where the bytes go that are read. */
    interface Sink {
        void write(byte[] bytes, int offset, int length) throws IOException;
    }

    static boolean isGood(Path file, Digest digest) throws IOException {
        return read(file, digest, (bytes, offset, length) -> {});
    }

    /** Hands over all bytes; false when they are not those of the digest. */
    static boolean read(Path file, Digest digest, Sink sink) throws IOException {
        MessageDigest hash = digest.algorithm().newHash();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                hash.update(buffer, 0, n);
                sink.write(buffer, 0, n);
            }
        }
        return Digest.finish(digest.algorithm(), hash.digest()).equals(digest);
    }
}
