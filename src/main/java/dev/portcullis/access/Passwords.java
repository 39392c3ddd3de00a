package dev.portcullis.access;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.secret.MasterKey;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Hashes of passwords: PBKDF2-HMAC-SHA512 with 210,000 rounds (OWASP, ASVS 5.0 appendix C), a salt of 16 bytes and a
 * pepper from the master key, so that a stolen database alone is not enough to guess. One hash costs about 200 ms of a
 * core; at most half of the cores work on them, and who waits longer than 2 s is told to come back.
 */
@Singleton
public final class Passwords {
    private static final String FORMAT = "pbkdf2-sha512";
    private static final int ROUNDS = 210_000;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BITS = 512;
    private static final long PATIENCE_SECONDS = 2;

    private final byte[] pepper;
    private final String nobodysHash;
    private final SecureRandom random = new SecureRandom();
    private final Semaphore permits =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);

    Passwords(MasterKey masterKey) {
        this.pepper = masterKey.derive("password-pepper");
        // Never matches: it has a salt of its own and an empty hash.
        this.nobodysHash = FORMAT + "$" + ROUNDS + "$" + Base64.getEncoder().encodeToString(new byte[SALT_BYTES]) + "$";
    }

    /** The text to store; {@link ErrorCode#REQUEST_INVALID} for what {@link PasswordRules} refuse to that account. */
    public String hash(String name, String password) {
        PasswordRules.check(name, password);
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        Base64.Encoder base64 = Base64.getEncoder();
        return FORMAT + "$" + ROUNDS + "$" + base64.encodeToString(salt) + "$"
                + base64.encodeToString(derive(password, salt, ROUNDS));
    }

    /**
     * Whether this is the password. Without a hash (no such user, or one who has no password) the same work is done
     * and the answer is no. {@link ErrorCode#TOOMANYREQUESTS} when too many are being checked already.
     */
    public boolean matches(String password, @Nullable String hash) {
        if (password.isEmpty() || password.codePointCount(0, password.length()) > PasswordRules.MAX_LENGTH) {
            return false; // cannot be anyone's, so this tells nothing about the user
        }
        String[] parts = (hash == null ? nobodysHash : hash).split("\\$", -1);
        if (parts.length != 4 || !parts[0].equals(FORMAT)) {
            throw new IllegalStateException("a stored password has a format that this version does not know");
        }
        byte[] salt = Base64.getDecoder().decode(parts[2]);
        byte[] derived = derive(password, salt, Integer.parseInt(parts[1]));
        return MessageDigest.isEqual(derived, Base64.getDecoder().decode(parts[3]));
    }

    private byte[] derive(String password, byte[] salt, int rounds) {
        acquire();
        try {
            PBEKeySpec spec = new PBEKeySpec(peppered(password), salt, rounds, HASH_BITS);
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has PBKDF2WithHmacSHA512", e);
        } finally {
            permits.release();
        }
    }

    private void acquire() {
        try {
            if (permits.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new RegistryException(
                        ErrorCode.TOOMANYREQUESTS, "Too many people sign in just now. Try again in a few seconds.")
                .header("Retry-After", Long.toString(PATIENCE_SECONDS));
    }

    /** Every byte of the password counts, whatever its length: the HMAC takes all of it and gives 64 characters. */
    private char[] peppered(String password) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(pepper, "HmacSHA256"));
        byte[] bytes = mac.doFinal(password.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(bytes).toCharArray();
    }
}
