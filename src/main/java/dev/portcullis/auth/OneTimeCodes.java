package dev.portcullis.auth;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import javax.crypto.spec.SecretKeySpec;

/** Time-based one-time passwords (RFC 6238) as every authenticator app makes them: SHA-1, six digits, 30 seconds. */
final class OneTimeCodes {
    /** RFC 4226, section 4, R6 advises 160 bits. */
    static final int SECRET_BYTES = 20;

    static final int DIGITS = 6;
    static final Duration STEP = Duration.ofSeconds(30);
    /** No step matches. */
    static final long NONE = -1;
    /** Clocks may differ by one step either way (RFC 6238, 5.2). */
    private static final int TOLERATED_STEPS = 1;

    private OneTimeCodes() {}

    static long stepOf(Instant time) {
        return time.getEpochSecond() / STEP.toSeconds();
    }

    /** The step near that time whose code this is, or {@link #NONE}. All are compared, so the time tells nothing. */
    static long matchingStep(byte[] secret, String code, Instant time) {
        byte[] given = code.getBytes(StandardCharsets.UTF_8);
        long matching = NONE;
        for (long step = stepOf(time) - TOLERATED_STEPS; step <= stepOf(time) + TOLERATED_STEPS; step++) {
            byte[] right = code(secret, step).getBytes(StandardCharsets.UTF_8);
            if (MessageDigest.isEqual(given, right)) {
                matching = step;
            }
        }
        return matching;
    }

    static String code(byte[] secret, long step) {
        try {
            return new TimeBasedOneTimePasswordGenerator(STEP, DIGITS)
                    .generateOneTimePasswordString(
                            new SecretKeySpec(secret, "RAW"), Instant.ofEpochSecond(step * STEP.toSeconds()));
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("HMAC takes every key", e);
        }
    }
}
