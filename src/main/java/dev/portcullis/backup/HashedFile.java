package dev.portcullis.backup;

import dev.portcullis.reference.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/** A file of a backup, read and hashed. */
final class HashedFile {
    private static final int BUFFER = 256 << 10;

    private HashedFile() {}

    /** Where the bytes go that are read. */
    interface Sink {
        void write(byte[] bytes, int offset, int length) throws IOException;
    }

    static boolean isGood(Path file, Digest digest) throws IOException {
        return digest(file, digest.algorithm()).equals(digest);
    }

    static Digest digest(Path file, Digest.Algorithm algorithm) throws IOException {
        return digest(file, algorithm, (bytes, offset, length) -> {});
    }

    /** Hands over all bytes; false when they are not those of the digest. */
    static boolean read(Path file, Digest digest, Sink sink) throws IOException {
        return digest(file, digest.algorithm(), sink).equals(digest);
    }

    private static Digest digest(Path file, Digest.Algorithm algorithm, Sink sink) throws IOException {
        MessageDigest hash = algorithm.newHash();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                hash.update(buffer, 0, n);
                sink.write(buffer, 0, n);
            }
        }
        return Digest.finish(algorithm, hash.digest());
    }
}
