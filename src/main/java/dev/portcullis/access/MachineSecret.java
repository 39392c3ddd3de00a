package dev.portcullis.access;

import dev.portcullis.reference.Digest;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.zip.CRC32;

/**
 * The secrets of access tokens and robots: a prefix that says what it is, 256 random bits and a checksum, so that a
 * scanner of sources finds one, and a mistyped one costs no look-up. At rest there is only the SHA-256: with that many
 * random bits nothing slower is needed (ASVS 6.5.2).
 */
final class MachineSecret {
    /** Of a person's access token. */
    static final String TOKEN_PREFIX = "pct_";
    /** Of a robot. */
    static final String ROBOT_PREFIX = "pcr_";

    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int RANDOM_BYTES = 32;
    /** 62^43 is more than 2^256. */
    private static final int RANDOM_DIGITS = 43;
    /** 62^6 is more than 2^32. */
    private static final int CHECK_DIGITS = 6;

    private static final int PREFIX_LENGTH = 4;
    private static final int HINT_LENGTH = 4;
    private static final SecureRandom RANDOM = new SecureRandom();

    private MachineSecret() {}

    /** A new secret with that prefix. */
    static String create(String prefix) {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        String body = digits(new BigInteger(1, bytes), RANDOM_DIGITS);
        return prefix + body + checksum(prefix + body);
    }

    /** Whether the text has the form of a secret of ours, checksum included. */
    static boolean isOne(String text) {
        if (text.length() != PREFIX_LENGTH + RANDOM_DIGITS + CHECK_DIGITS
                || !(text.startsWith(TOKEN_PREFIX) || text.startsWith(ROBOT_PREFIX))) {
            return false;
        }
        int border = text.length() - CHECK_DIGITS;
        return checksum(text.substring(0, border)).equals(text.substring(border));
    }

    /** What is stored. */
    static byte[] hash(String secret) {
        return Digest.Algorithm.SHA256.newHash().digest(secret.getBytes(StandardCharsets.UTF_8));
    }

    /** The last characters, which are of the checksum: enough to tell two apart, and no help to guess one. */
    static String hint(String secret) {
        return secret.substring(secret.length() - HINT_LENGTH);
    }

    private static String checksum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return digits(BigInteger.valueOf(crc.getValue()), CHECK_DIGITS);
    }

    private static String digits(BigInteger number, int length) {
        StringBuilder text = new StringBuilder(length);
        BigInteger base = BigInteger.valueOf(DIGITS.length());
        BigInteger left = number;
        for (int i = 0; i < length; i++) {
            BigInteger[] parts = left.divideAndRemainder(base);
            text.append(DIGITS.charAt(parts[1].intValue()));
            left = parts[0];
        }
        return text.reverse().toString();
    }
}
