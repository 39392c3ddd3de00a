package dev.portcullis.blob.remote;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What a request carries so that the store can tell whether all bytes came as they were sent. */
public final class Checksums {
    private Checksums() {}

    /** @param algorithm one that every Java has: {@code MD5} or {@code SHA-256} */
    public static byte[] of(String algorithm, InputStream bytes) throws IOException {
        try {
            MessageDigest hash = MessageDigest.getInstance(algorithm);
            byte[] buffer = new byte[64 << 10];
            for (int n = bytes.read(buffer); n >= 0; n = bytes.read(buffer)) {
                hash.update(buffer, 0, n);
            }
            return hash.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
