package dev.portcullis.blob;

import dev.portcullis.reference.Digest;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Names in the store: {@code sha256/ab/<hex>.<suffix>}, where the suffix is new for each object. */
public final class ObjectKey {
    private static final SecureRandom RANDOM = new SecureRandom();

    private ObjectKey() {}

    /** A key for these bytes that no object ever had. */
    public static String fresh(Digest digest) {
        byte[] suffix = new byte[8];
        RANDOM.nextBytes(suffix);
        return digest.algorithm().prefix() + "/" + digest.hex().substring(0, 2) + "/" + digest.hex() + "."
                + HexFormat.of().formatHex(suffix);
    }

    /** The digest that a key was made for. */
    public static Digest digestOf(String key) {
        int first = key.indexOf('/');
        int second = key.indexOf('/', first + 1);
        int dot = key.lastIndexOf('.');
        return Digest.parse(key.substring(0, first) + ":" + key.substring(second + 1, dot));
    }

    /** The text, when it is the name of one file and nothing else. */
    public static String requirePlain(String name) {
        if (name.isEmpty() || name.startsWith(".") || name.indexOf('/') >= 0 || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("not a plain name");
        }
        return name;
    }

    /** The text, when it is a key as {@link #fresh} makes them. */
    public static String requireKey(String key) {
        digestOf(key);
        if (key.indexOf('\0') >= 0 || key.contains("..") || key.startsWith("/")) {
            throw new IllegalArgumentException("not a key");
        }
        return key;
    }
}
