package dev.portcullis.access;

import dev.portcullis.database.Epochs;
import dev.portcullis.database.Remembered;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Accounts as they are just now, remembered only while no right has changed. */
@Singleton
public final class LiveAccounts {
    private static final int MAX_REMEMBERED = 20_000;
    private static final String COLUMNS = "id, name, kind, administrator, auditor, active, password_hash";

    /** An account and the hash to prove a password against; the hash is null where no password can sign in. */
    public record WithPassword(Account account, @Nullable String passwordHash) {
        @Override
        public String toString() {
            return "WithPassword[" + account.name() + "]";
        }
    }

    private final Jdbi jdbi;
    private final Remembered<Long, Optional<Account>> remembered;

    LiveAccounts(Jdbi jdbi, Epochs epochs) {
        this.jdbi = jdbi;
        this.remembered = new Remembered<>(epochs.access(), MAX_REMEMBERED);
    }

    /** The account, or null where it was deleted. One that is missing is never remembered. */
    public @Nullable Account find(long id) {
        return remembered.get(id, () -> ask(id), Optional::isPresent).orElse(null);
    }

    private Optional<Account> ask(long id) {
        return jdbi.withHandle(h -> h.createQuery("select " + COLUMNS + " from account where id = :id")
                .bind("id", id)
                .map((rows, _) -> account(rows))
                .findOne());
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

    /** Whether somebody of that name is an administrator, by the database. */
    public boolean isAdministrator(String name) {
        WithPassword found = findForSignIn(name);
        return found != null && found.account().administrator();
    }

    /** Whether somebody is called so, a person, an organization or a robot; always from the database. */
    public boolean exists(String name) {
        return jdbi.withHandle(h -> h.createQuery("select exists (select from account where name = :name)")
                .bind("name", name)
                .mapTo(Boolean.class)
                .one());
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
