package dev.portcullis.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.database.Epoch;
import dev.portcullis.database.Epochs;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Accounts as they are just now, remembered only while no right has changed. */
@Singleton
public final class LiveAccounts {
    private static final int MAX_REMEMBERED = 20_000;
    private static final String COLUMNS = "id, name, kind, administrator, auditor, active, password_hash";

    private record Remembered(long stamp, Account account) {}

    /** An account and the hash to prove a password against; the hash is null where no password can sign in. */
    public record WithPassword(Account account, @Nullable String passwordHash) {
        @Override
        public String toString() {
            return "WithPassword[" + account.name() + "]";
        }
    }

    private final Jdbi jdbi;
    private final Epoch epoch;
    private final Cache<Long, Remembered> remembered =
            Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).build();

    LiveAccounts(Jdbi jdbi, Epochs epochs) {
        this.jdbi = jdbi;
        this.epoch = epochs.access();
    }

    /** The account, or null where it was deleted. One that is missing is never remembered. */
    public @Nullable Account find(long id) {
        Remembered hit = remembered.getIfPresent(id);
        if (hit != null && epoch.isCurrent(hit.stamp())) {
            return hit.account();
        }
        long stamp = epoch.generation();
        Account account = jdbi.withHandle(h -> h.createQuery("select " + COLUMNS + " from account where id = :id")
                .bind("id", id)
                .map((rows, _) -> account(rows))
                .findOne()
                .orElse(null));
        if (account != null) {
            remembered.put(id, new Remembered(stamp, account));
        }
        return account;
    }

    /** The account of that name with its password hash, always from the database; null where there is none. */
    public @Nullable WithPassword findForSignIn(String name) {
        return jdbi.withHandle(
                h -> h.createQuery("select " + COLUMNS + " from account where name = :name and kind = 'user'")
                        .bind("name", name)
                        .map((rows, _) -> new WithPassword(account(rows), rows.getString("password_hash")))
                        .findOne()
                        .orElse(null));
    }

    private static Account account(ResultSet rows) throws SQLException {
        return new Account(
                rows.getLong("id"),
                rows.getString("name"),
                Account.Kind.valueOf(rows.getString("kind").toUpperCase(Locale.ROOT)),
                rows.getBoolean("administrator"),
                rows.getBoolean("auditor"),
                rows.getBoolean("active"),
                Account.stampOf(rows.getString("password_hash")));
    }
}
