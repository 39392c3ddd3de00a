package dev.portcullis.auth;

import dev.portcullis.reference.Digest;
import java.nio.ByteBuffer;

/**
 * A SHA-256 or HMAC-SHA256 as the key of a map. Secrets are remembered by it and not by themselves: the time that a
 * comparison takes then says nothing about them, and a heap dump holds none.
 */
record Fingerprint(long a, long b, long c, long d) {
    static Fingerprint of(byte[] bytes) {
        return ofHash(Digest.Algorithm.SHA256.newHash().digest(bytes));
    }

    /** From 32 bytes that are a hash already. */
    static Fingerprint ofHash(byte[] hash) {
        ByteBuffer words = ByteBuffer.wrap(hash);
        return new Fingerprint(words.getLong(), words.getLong(), words.getLong(), words.getLong());
    }
}
