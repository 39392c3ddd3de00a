package dev.portcullis.access;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.reference.Digest;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The single-use secret in the link by which the first administrator is made. There is no default password: while the
 * registry has no administrator, each start makes a new link and voids the one before.
 */
@Singleton
public final class SetupTokens {
    /** How long a link is good. */
    public static final Duration LIFETIME = Duration.ofHours(24);

    private static final int TOKEN_BYTES = 32;

    private final AccessChanges changes;
    private final Passwords passwords;
    private final SecureRandom random = new SecureRandom();

    SetupTokens(AccessChanges changes, Passwords passwords) {
        this.changes = changes;
        this.passwords = passwords;
    }

    /** A new token for the link {@code /setup/TOKEN}, or nothing where there is an administrator already. */
    public Optional<String> createIfNeeded() {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return changes.make(handle -> {
            AccessChanges.lockLastOne(handle);
            if (Accounts.hasAdministrator(handle)) {
                return Optional.empty();
            }
            handle.execute("delete from setup_token");
            handle.createUpdate(
                            "insert into setup_token (hash, expires_at) values (:hash, now() + make_interval(secs => :lifetime))")
                    .bind("hash", hash(token))
                    .bind("lifetime", LIFETIME.toSeconds())
                    .execute();
            return Optional.of(token);
        });
    }

    /** Whether the token still makes an administrator. */
    public boolean isGood(String token) {
        return changes.read(handle -> isGood(handle, token));
    }

    /**
     * Makes the administrator and uses up the token, both or neither. {@link ErrorCode#NOT_FOUND} when the token is no
     * longer good; {@link ErrorCode#NAME_INVALID}, {@link ErrorCode#REQUEST_INVALID} and {@link ErrorCode#CONFLICT} when
     * name or password will not do, and the token stays good.
     */
    public void use(String token, String name, String password) {
        if (!isGood(token)) {
            throw new RegistryException(ErrorCode.NOT_FOUND);
        }
        AccountName.checkNew(name);
        String hash = passwords.hash(name, password);
        changes.make(handle -> {
            boolean created = isGood(handle, token) && Accounts.createFirstAdministrator(handle, name, hash);
            if (!created || handle.execute("delete from setup_token") == 0) {
                throw new RegistryException(ErrorCode.NOT_FOUND);
            }
            return name;
        });
    }

    private static boolean isGood(Handle handle, String token) {
        return AccessChanges.count(
                                handle,
                                "select count(*) from setup_token where hash = ? and expires_at > now()",
                                (Object) hash(token))
                        > 0
                && !Accounts.hasAdministrator(handle);
    }

    private static byte[] hash(String token) {
        return Digest.Algorithm.SHA256.newHash().digest(token.getBytes(StandardCharsets.UTF_8));
    }
}
