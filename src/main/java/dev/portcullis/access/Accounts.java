package dev.portcullis.access;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.event.Events;
import dev.portcullis.event.RegistryEvent;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The users of the registry. Each method that changes something takes the name of the account that does it, for the
 * event; {@value #SYSTEM} where it is the command line.
 */
@Singleton
public final class Accounts {
    /** Who acts when nobody is signed in: the command line, the set-up. */
    public static final String SYSTEM = "system";

    private static final int MAX_TEXT = 256;

    private final AccessChanges changes;
    private final Passwords passwords;

    /** A user as it stands in a list. */
    public record User(
            String name,
            String fullName,
            String email,
            boolean administrator,
            boolean auditor,
            boolean auditorPulls,
            boolean active,
            boolean hasPassword,
            List<String> sources,
            Instant createdAt) {}

    private static final String USERS = """
            select a.name, a.full_name, a.email, a.administrator, a.auditor, a.auditor_pulls, a.active,
                a.password_hash is not null as has_password, a.created_at,
                array(select s.name from identity i join identity_source s on s.id = i.source_id
                    where i.account_id = a.id order by s.position) as sources
            from account a where a.kind = 'user'""";

    Accounts(AccessChanges changes, Passwords passwords) {
        this.changes = changes;
        this.passwords = passwords;
    }

    /**
     * Creates a user. {@link ErrorCode#CONFLICT} when an account has the name, {@link ErrorCode#NAME_INVALID} and
     * {@link ErrorCode#REQUEST_INVALID} when name or password will not do.
     */
    public void createUser(String by, String name, String password, boolean administrator) {
        AccountName.checkNew(name);
        String hash = passwords.hash(name, password);
        changes.make(handle -> insert(handle, by, name, hash, administrator));
    }

    /** Creates an administrator unless there is one already; tells whether it did. Two calls at once create one. */
    public boolean createFirstAdministrator(String name, String password) {
        AccountName.checkNew(name);
        String hash = passwords.hash(name, password);
        return changes.make(handle -> createFirstAdministrator(handle, name, hash));
    }

    static boolean createFirstAdministrator(Handle handle, String name, String passwordHash) {
        AccessChanges.lockLastOne(handle);
        return !hasAdministrator(handle) && insert(handle, SYSTEM, name, passwordHash, true);
    }

    /** Whether the registry has an administrator, active or not. */
    public boolean hasAdministrator() {
        return changes.read(Accounts::hasAdministrator);
    }

    /** Up to {@code limit} users in byte order whose names are after {@code last}. */
    public List<User> list(@Nullable String last, int limit) {
        return list("", last, limit);
    }

    /** As {@link #list(String, int)}, of those whose names contain the text. */
    public List<User> list(String containing, @Nullable String last, int limit) {
        return changes.read(handle -> handle.createQuery(USERS
                        + " and a.name > :last and position(:containing in a.name) > 0 order by a.name limit :limit")
                .bind("last", last == null ? "" : last)
                .bind("containing", containing)
                .bind("limit", limit)
                .map((row, context) -> user(row))
                .list());
    }

    /** The user of that name; {@link ErrorCode#NOT_FOUND} where there is none. */
    public User find(String name) {
        return changes.read(handle -> handle.createQuery(USERS + " and a.name = :name")
                .bind("name", name)
                .map((row, context) -> user(row))
                .findOne()
                .orElseThrow(() -> new RegistryException(ErrorCode.NOT_FOUND, "There is no user " + name + ".")));
    }

    private static User user(ResultSet row) throws SQLException {
        return new User(
                row.getString("name"),
                row.getString("full_name"),
                row.getString("email"),
                row.getBoolean("administrator"),
                row.getBoolean("auditor"),
                row.getBoolean("auditor_pulls"),
                row.getBoolean("active"),
                row.getBoolean("has_password"),
                AccessTokens.texts(row, "sources"),
                row.getTimestamp("created_at").toInstant());
    }

    /** Sets what people read of a user; nothing is decided on it. */
    public void describe(String by, String name, String fullName, String email) {
        if (fullName.length() > MAX_TEXT || email.length() > MAX_TEXT) {
            throw new RegistryException(
                    ErrorCode.REQUEST_INVALID, "Full name and mail address have at most " + MAX_TEXT + " characters.");
        }
        changes.make(handle -> {
            long id = AccessChanges.idOf(handle, Account.Kind.USER, name);
            handle.execute("update account set full_name = ?, email = ? where id = ?", fullName, email, id);
            record(handle, "user.described", by, name);
            return id;
        });
    }

    /** Makes a user an auditor, who sees everything and changes nothing, or no longer one. */
    public void setAuditor(String by, String name, boolean auditor, boolean pulls) {
        changes.make(handle -> {
            long id = AccessChanges.idOf(handle, Account.Kind.USER, name);
            handle.execute(
                    "update account set auditor = ?, auditor_pulls = ? where id = ?", auditor, auditor && pulls, id);
            record(handle, auditor ? "user.auditor_given" : "user.auditor_taken", by, name);
            return id;
        });
    }

    /** A user's own change of password; {@link ErrorCode#DENIED} unless the current one is right. */
    public void changePassword(String name, String current, String password) {
        String stored = changes.read(handle -> handle.select(
                        "select coalesce(password_hash, '') from account where name = ? and kind = 'user'", name)
                .mapTo(String.class)
                .findOne()
                .orElse(""));
        if (!passwords.matches(current, stored.isEmpty() ? null : stored)) {
            throw new RegistryException(ErrorCode.DENIED, "The current password is wrong.");
        }
        setPassword(name, name, password);
    }

    /** Sets a password. What was signed in with the old one is refused within a second. */
    public void setPassword(String by, String name, String password) {
        setPassword(by, name, password, null);
    }

    /** As {@link #setPassword(String, String, String)}; the browser session of that id stays, all others end. */
    public void setPassword(String by, String name, String password, @Nullable Long keptSession) {
        String hash = passwords.hash(name, password);
        changes.make(handle -> {
            long id = AccessChanges.idOf(handle, Account.Kind.USER, name);
            handle.execute("update account set password_hash = ? where id = ?", hash, id);
            handle.execute(
                    "delete from session where account_id = ? and id <> ?", id, keptSession == null ? 0 : keptSession);
            record(handle, "user.password_set", by, name);
            return id;
        });
    }

    /** Makes a user an administrator, or no longer one; {@link ErrorCode#CONFLICT} for the last one. */
    public void setAdministrator(String by, String name, boolean administrator) {
        changes.make(handle -> {
            AccessChanges.lockLastOne(handle);
            long id = AccessChanges.idOf(handle, Account.Kind.USER, name);
            if (!administrator) {
                requireOtherAdministrator(handle, id);
            }
            handle.execute("update account set administrator = ? where id = ?", administrator, id);
            record(handle, administrator ? "user.administrator_given" : "user.administrator_taken", by, name);
            return id;
        });
    }

    /** Lets a user in, or keeps them out; {@link ErrorCode#CONFLICT} for the last administrator. */
    public void setActive(String by, String name, boolean active) {
        changes.make(handle -> {
            AccessChanges.lockLastOne(handle);
            long id = AccessChanges.idOf(handle, Account.Kind.USER, name);
            if (!active) {
                requireOtherAdministrator(handle, id);
            }
            handle.execute("update account set active = ? where id = ?", active, id);
            record(handle, active ? "user.activated" : "user.deactivated", by, name);
            return id;
        });
    }

    /**
     * Deletes a user, with all memberships and grants. {@link ErrorCode#CONFLICT} while there are repositories in the
     * user's namespace, or where it is the last administrator or the last owner of an organization.
     */
    public void delete(String by, String name) {
        changes.make(handle -> {
            AccessChanges.lockLastOne(handle);
            long id = AccessChanges.idOf(handle, Account.Kind.USER, name);
            requireNoRepositories(handle, id, name);
            Organizations.requireOtherOwners(handle, id);
            requireOtherAdministrator(handle, id);
            AccountName.retire(handle, name);
            handle.execute("delete from account where id = ?", id);
            record(handle, "user.deleted", by, name);
            return id;
        });
    }

    static void requireNoRepositories(Handle handle, long id, String name) {
        int repositories = AccessChanges.count(handle, "select count(*) from repository where namespace_id = ?", id);
        if (repositories > 0) {
            throw new RegistryException(
                    ErrorCode.CONFLICT,
                    "There are " + repositories + " repositories in " + name + ". Delete them first.");
        }
    }

    private static boolean insert(Handle handle, String by, String name, String hash, boolean administrator) {
        AccountName.requireNotRetired(handle, name);
        int rows = handle.execute("""
                insert into account (name, kind, password_hash, administrator) values (?, 'user', ?, ?)
                on conflict (name) do nothing""", name, hash, administrator);
        if (rows == 0) {
            throw new RegistryException(ErrorCode.CONFLICT, "There is an account " + name + " already.");
        }
        record(handle, "user.created", by, name);
        return true;
    }

    /** {@link ErrorCode#CONFLICT} where this user is the last active administrator. Needs the lock. */
    private static void requireOtherAdministrator(Handle handle, long id) {
        List<Long> administrators = handle.select("select id from account where administrator and active")
                .mapTo(Long.class)
                .list();
        if (administrators.equals(List.of(id))) {
            throw new RegistryException(
                    ErrorCode.CONFLICT, "This is the last active administrator. Make another user one first.");
        }
    }

    static boolean hasAdministrator(Handle handle) {
        return AccessChanges.count(handle, "select count(*) from account where administrator") > 0;
    }

    private static void record(Handle handle, String kind, String by, String name) {
        Events.record(handle, new RegistryEvent.AccountChanged(kind, by, name, null));
    }
}
