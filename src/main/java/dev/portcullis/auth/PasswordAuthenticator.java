package dev.portcullis.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.access.Account;
import dev.portcullis.access.LiveAccounts;
import dev.portcullis.access.Passwords;
import dev.portcullis.reference.RepositoryName;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Proves a name and a password. What was proved is remembered for a minute under a keyed hash of both, and is void as
 * soon as the account has another password, is not active, or is gone.
 */
@Singleton
public final class PasswordAuthenticator {
    private static final int MAX_REMEMBERED = 10_000;
    private static final int KEY_BYTES = 32;
    private static final Duration REMEMBERED_FOR = Duration.ofSeconds(60);

    private record Proved(long accountId, String credentialStamp) {}

    private final LiveAccounts accounts;
    private final Passwords passwords;
    private final SecretKeySpec cacheKey;
    private final Cache<Fingerprint, Proved> proved = Caffeine.newBuilder()
            .maximumSize(MAX_REMEMBERED)
            .expireAfterWrite(REMEMBERED_FOR)
            .build();

    PasswordAuthenticator(LiveAccounts accounts, Passwords passwords) {
        this.accounts = accounts;
        this.passwords = passwords;
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        this.cacheKey = new SecretKeySpec(key, "HmacSHA256");
    }

    /** The active user of that name and password, or null: whether name, password or state was wrong is not told. */
    public @Nullable Account authenticate(String name, String password) {
        Fingerprint fingerprint = fingerprint(name, password);
        Proved hit = proved.getIfPresent(fingerprint);
        if (hit != null) {
            Account account = live(hit);
            if (account != null) {
                return account;
            }
            proved.invalidate(fingerprint);
        }
        // Of many requests with one credential a single one hashes, and the others wait for it: with a hash of 200 ms
        // they would otherwise refuse each other each time the remembered proof runs out.
        Proved fresh = prove(fingerprint, name, password);
        return fresh == null ? null : live(fresh);
    }

    @SuppressWarnings("NullAway") // a loader may answer null: then nothing is remembered and null comes back
    private @Nullable Proved prove(Fingerprint fingerprint, String name, String password) {
        return proved.get(fingerprint, _ -> prove(name, password));
    }

    private @Nullable Account live(Proved proof) {
        Account account = accounts.find(proof.accountId());
        boolean holds =
                account != null && account.active() && account.credentialStamp().equals(proof.credentialStamp());
        return holds ? account : null;
    }

    private @Nullable Proved prove(String name, String password) {
        // What cannot be a name is nobody's, and is not sent to the database: it may hold what no text there can.
        LiveAccounts.WithPassword found = RepositoryName.isComponent(name) ? accounts.findForSignIn(name) : null;
        boolean matches = passwords.matches(password, found == null ? null : found.passwordHash());
        if (found == null || !matches || !found.account().active()) {
            return null;
        }
        return new Proved(found.account().id(), found.account().credentialStamp());
    }

    private Fingerprint fingerprint(String name, String password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(cacheKey);
            mac.update(name.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0); // no account's name holds a NUL, so the border cannot be moved
            return Fingerprint.ofHash(mac.doFinal(password.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
