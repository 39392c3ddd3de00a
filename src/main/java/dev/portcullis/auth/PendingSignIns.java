package dev.portcullis.auth;

import dev.portcullis.access.Account;
import dev.portcullis.access.LiveAccounts;
import dev.portcullis.error.CannotStartException;
import dev.portcullis.secret.MasterKey;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Sign-ins whose password was right and whose code is still to come. They are kept by the browser, sealed with the
 * master key, so that any node takes the second step; what the first one rested on is looked up again.
 */
@Singleton
final class PendingSignIns {
    /** How long somebody may look for their phone. */
    static final Duration LIFETIME = Duration.ofMinutes(5);

    private static final String PLACE = "sign-in.code";

    /** A first step that still holds. */
    record Begun(Account account, String claim) {}

    private final MasterKey masterKey;
    private final LiveAccounts accounts;
    private final LiveCredentials credentials;

    PendingSignIns(MasterKey masterKey, LiveAccounts accounts, LiveCredentials credentials) {
        this.masterKey = masterKey;
        this.accounts = accounts;
        this.credentials = credentials;
    }

    String seal(long accountId, String claim) {
        long until = Instant.now().plus(LIFETIME).getEpochSecond();
        byte[] text = (until + " " + accountId + " " + claim).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(masterKey.seal(text, PLACE));
    }

    /** The first step, or null: not ours, too old, or its account or password has changed since. */
    @Nullable
    Begun open(@Nullable String sealed, String address) {
        if (sealed == null) {
            return null;
        }
        String[] parts;
        try {
            byte[] text = masterKey.open(Base64.getUrlDecoder().decode(sealed), PLACE);
            parts = new String(text, StandardCharsets.UTF_8).split(" ", 3);
        } catch (IllegalArgumentException | CannotStartException notOurs) {
            return null;
        }
        if (Instant.now().getEpochSecond() >= Long.parseLong(parts[0])) {
            return null;
        }
        Account account = accounts.find(Long.parseLong(parts[1]));
        if (account == null || !account.active() || credentials.find(account, parts[2], address) == null) {
            return null;
        }
        return new Begun(account, parts[2]);
    }
}
