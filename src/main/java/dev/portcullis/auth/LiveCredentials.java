package dev.portcullis.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.access.Account;
import dev.portcullis.access.MachineCredential;
import dev.portcullis.access.MachineCredentials;
import dev.portcullis.database.Epoch;
import dev.portcullis.database.Epochs;
import jakarta.inject.Singleton;
import java.time.Instant;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether what a bearer token was got with still lets its account in: a token dies with the password, access
 * token, secret, identity or trust behind it, within a second on every node.
 */
@Singleton
final class LiveCredentials {
    private static final int MAX_REMEMBERED = 50_000;

    private record Remembered(long stamp, Credential credential) {}

    private final Jdbi jdbi;
    private final Epoch epoch;
    private final MachineCredentials machines;
    private final Cache<String, Remembered> remembered =
            Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).build();

    LiveCredentials(Jdbi jdbi, Epochs epochs, MachineCredentials machines) {
        this.jdbi = jdbi;
        this.epoch = epochs.access();
        this.machines = machines;
    }

    /** The credential of that claim, if it still signs in this account from this address; null otherwise. */
    @Nullable
    Credential find(Account account, String claim, String address) {
        if (claim.startsWith(Credential.PASSWORD)) {
            String stamp = account.credentialStamp();
            boolean same = !stamp.isEmpty() && claim.equals(Credential.PASSWORD + stamp);
            return same ? Credential.password(stamp) : null;
        }
        if (claim.startsWith(Credential.IDENTITY)) {
            return row(account, claim, "identity", Credential.IDENTITY);
        }
        if (claim.startsWith(Credential.TRUST)) {
            return row(account, claim, "robot_trust", Credential.TRUST);
        }
        MachineCredential machine = machines.byId(claim);
        if (machine == null || machine.accountId() != account.id() || !machine.isGood(Instant.now(), address)) {
            return null;
        }
        return of(machine);
    }

    static Credential of(MachineCredential machine) {
        return new Credential(machine.id(), machine.told(), machine.limit(), machine.until());
    }

    /** One that lives as long as its row belongs to the account. */
    private @Nullable Credential row(Account account, String claim, String table, String prefix) {
        Remembered hit = remembered.getIfPresent(claim + "/" + account.id());
        if (hit != null && epoch.isCurrent(hit.stamp())) {
            return hit.credential();
        }
        long stamp = epoch.generation();
        String sql = switch (table) {
            case "identity" -> "select count(*) from identity where id = :id and account_id = :account";
            default -> """
                select count(*) from robot_trust t join robot r on r.account_id = t.account_id
                where t.id = :id and t.account_id = :account and (r.expires_at is null or r.expires_at > now())""";
        };
        int rows = jdbi.withHandle(handle -> handle.createQuery(sql)
                .bind("id", Long.parseLong(claim.substring(prefix.length())))
                .bind("account", account.id())
                .mapTo(Integer.class)
                .one());
        if (rows == 0) {
            return null;
        }
        Credential credential = new Credential(claim, claim, null, null);
        remembered.put(claim + "/" + account.id(), new Remembered(stamp, credential));
        return credential;
    }
}
