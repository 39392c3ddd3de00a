package dev.portcullis.auth;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A SHA-256 or HMAC-SHA256 as the key of a map. Secrets are remembered by it and not by themselves: the time that a
 * comparison takes then says nothing about them, and a heap dump holds none.
 */
record Fingerprint(long a, long b, long c, long d) {
    static Fingerprint of(byte[] bytes) {
        try {
            return ofHash(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** From 32 bytes that are a hash already. */
    static Fingerprint ofHash(byte[] hash) {
        ByteBuffer words = ByteBuffer.wrap(hash);
        return new Fingerprint(words.getLong(), words.getLong(), words.getLong(), words.getLong());
    }
}
