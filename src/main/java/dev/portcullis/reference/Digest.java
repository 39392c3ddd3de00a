package dev.portcullis.reference;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A content digest, {@code algorithm:hex} ("Digests" of the image spec). Only the registered algorithms exist here:
 * an unknown one cannot be verified, so it is refused rather than trusted.
 */
public record Digest(Algorithm algorithm, String hex) implements Comparable<Digest> {

    /** The registered algorithms of the image spec. */
    public enum Algorithm {
        SHA256("SHA-256", 64),
        SHA512("SHA-512", 128);

        private final String javaName;
        private final int hexLength;

        Algorithm(String javaName, int hexLength) {
            this.javaName = javaName;
            this.hexLength = hexLength;
        }

        /** The name used in digests: {@code sha256}. */
        public String prefix() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** A fresh hash function. */
        public MessageDigest newHash() {
            try {
                return MessageDigest.getInstance(javaName);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has " + javaName, e);
            }
        }

        /** The algorithm of that prefix; {@link ErrorCode#DIGEST_INVALID} when it is not registered. */
        public static Algorithm parse(String prefix) {
            return switch (prefix) {
                case "sha256" -> SHA256;
                case "sha512" -> SHA512;
                default ->
                    throw new RegistryException(
                            ErrorCode.DIGEST_INVALID, "This registry knows the digest algorithms sha256 and sha512.");
            };
        }
    }

    public Digest {
        if (hex.length() != algorithm.hexLength || !isLowerHex(hex)) {
            throw new RegistryException(
                    ErrorCode.DIGEST_INVALID,
                    "A " + algorithm.prefix() + " digest has " + algorithm.hexLength + " lower-case hex digits.");
        }
    }

    /** Parses {@code sha256:...}; {@link ErrorCode#DIGEST_INVALID} when it is not a digest. */
    public static Digest parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new RegistryException(ErrorCode.DIGEST_INVALID, "A digest looks like sha256:<64 hex digits>.");
        }
        return new Digest(Algorithm.parse(text.substring(0, colon)), text.substring(colon + 1));
    }

    /** The SHA-256 digest of these bytes. */
    public static Digest of(byte[] content) {
        return of(Algorithm.SHA256, content);
    }

    /** The digest of these bytes under that algorithm. */
    public static Digest of(Algorithm algorithm, byte[] content) {
        return finish(algorithm, algorithm.newHash().digest(content));
    }

    /** Names the result of a hash function. */
    public static Digest finish(Algorithm algorithm, byte[] hash) {
        return new Digest(algorithm, HexFormat.of().formatHex(hash));
    }

    private static boolean isLowerHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int compareTo(Digest other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return algorithm.prefix() + ":" + hex;
    }
}
