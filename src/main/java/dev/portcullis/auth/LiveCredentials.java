package dev.portcullis.auth;

import dev.portcullis.access.Account;
import dev.portcullis.access.MachineCredential;
import dev.portcullis.access.MachineCredentials;
import dev.portcullis.database.Epochs;
import dev.portcullis.database.Remembered;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether what a bearer token was got with still lets its account in: a token dies with the password, access
 * token, secret, identity or trust behind it, within a second on every node.
 */
@Singleton
final class LiveCredentials {
    private static final int MAX_REMEMBERED = 50_000;
    private static final String IDENTITIES =
            "select null::timestamptz as until from identity where id = :id and account_id = :account";
    private static final String TRUSTS = """
            select r.expires_at as until from robot_trust t join robot r on r.account_id = t.account_id
            where t.id = :id and t.account_id = :account""";

    private final Jdbi jdbi;
    private final Epochs epochs;
    private final MachineCredentials machines;
    private final Remembered<Key, Optional<Credential>> remembered;

    private record Key(String claim, long accountId) {}

    LiveCredentials(Jdbi jdbi, Epochs epochs, MachineCredentials machines) {
        this.jdbi = jdbi;
        this.epochs = epochs;
        this.remembered = new Remembered<>(epochs.access(), MAX_REMEMBERED);
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
            return row(account, claim, Credential.IDENTITY, IDENTITIES);
        }
        if (claim.startsWith(Credential.TRUST)) {
            return row(account, claim, Credential.TRUST, TRUSTS);
        }
        MachineCredential machine = machines.byId(claim);
        if (machine == null || machine.accountId() != account.id() || !machine.isGood(epochs.now(), address)) {
            return null;
        }
        return of(machine);
    }

    static Credential of(MachineCredential machine) {
        return new Credential(machine.id(), machine.told(), machine.limit(), machine.until());
    }

    /** One that lives as long as its row belongs to the account, and at most until what the row says. */
    private @Nullable Credential row(Account account, String claim, String prefix, String sql) {
        long id = Long.parseLong(claim.substring(prefix.length()));
        return remembered
                .get(
                        new Key(claim, account.id()),
                        () -> jdbi.withHandle(handle -> handle.createQuery(sql)
                                .bind("id", id)
                                .bind("account", account.id())
                                .map((row, context) -> new Credential(claim, claim, null, until(row)))
                                .findOne()),
                        Optional::isPresent)
                .filter(credential -> isGood(credential.until()))
                .orElse(null);
    }

    /** Asked on each use: nothing in the database moves when an end has come. */
    private boolean isGood(@Nullable Instant until) {
        return until == null || epochs.now().isBefore(until);
    }

    private static @Nullable Instant until(ResultSet row) throws SQLException {
        Timestamp until = row.getTimestamp("until");
        return until == null ? null : until.toInstant();
    }
}
