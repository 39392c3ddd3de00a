package dev.portcullis.access;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.event.Events;
import dev.portcullis.event.RegistryEvent;
import dev.portcullis.reference.AddressRange;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The access tokens of people, for clients that cannot ask for a second factor or should not know a password. {@code
 * by} is who acts, as in {@link Accounts}. A token gives a part of what its owner may do at that moment, and never more.
 */
@Singleton
public final class AccessTokens {
    /** How many a person may have, so that nobody fills the table. */
    public static final int MAX_PER_ACCOUNT = 100;

    private static final int MAX_LABEL = 100;
    private static final int MAX_LIST = 100;

    private final AccessChanges changes;

    /**
     * What a new token is to be good for.
     *
     * @param repositories patterns, as {@link NamePattern} reads them
     * @param actions wire names of {@link Action}; view comes with any
     * @param addresses ranges in CIDR notation; empty for anywhere
     * @param expiresAt null for never
     */
    public record Wish(
            String label,
            List<String> repositories,
            List<String> actions,
            List<String> addresses,
            @Nullable Instant expiresAt) {
        public Wish {
            repositories = List.copyOf(repositories);
            actions = List.copyOf(actions);
            addresses = List.copyOf(addresses);
        }
    }

    /** A token just made; the secret is shown this once. */
    public record Created(long id, String secret) {
        @Override
        public String toString() {
            return "Created[" + id + ", ***]";
        }
    }

    /** A token as it stands in a list. */
    public record Entry(
            long id,
            String account,
            String label,
            String hint,
            List<String> repositories,
            List<String> actions,
            List<String> addresses,
            Instant createdAt,
            @Nullable Instant expiresAt,
            boolean active,
            @Nullable Instant lastUsedAt,
            @Nullable String lastClient,
            @Nullable String lastAddress) {}

    AccessTokens(AccessChanges changes) {
        this.changes = changes;
    }

    /**
     * Makes a token for a user. {@link ErrorCode#REQUEST_INVALID} when the wish will not do, {@link ErrorCode#CONFLICT}
     * when the user has {@value #MAX_PER_ACCOUNT} already.
     */
    public Created create(String by, String account, Wish wish) {
        check(wish);
        String secret = MachineSecret.create(MachineSecret.TOKEN_PREFIX);
        return changes.make(handle -> {
            long owner = AccessChanges.idOf(handle, Account.Kind.USER, account);
            // One at a time for one owner, or two at once would both find room for the last.
            handle.execute("select 1 from account where id = ? for update", owner);
            if (AccessChanges.count(handle, "select count(*) from access_token where account_id = ?", owner)
                    >= MAX_PER_ACCOUNT) {
                throw new RegistryException(
                        ErrorCode.CONFLICT,
                        account + " has " + MAX_PER_ACCOUNT + " access tokens, which is the most. Delete some first.");
            }
            long id = insert(handle, owner, wish, secret);
            record(handle, "access_token.created", by, account, id + " \"" + wish.label() + "\"");
            return new Created(id, secret);
        });
    }

    private static void check(Wish wish) {
        if (wish.label().isBlank() || wish.label().length() > MAX_LABEL || hasControl(wish.label())) {
            throw invalid("A token has a label of 1 to " + MAX_LABEL + " characters that says what uses it.");
        }
        if (wish.repositories().isEmpty()
                || wish.actions().isEmpty()
                || wish.repositories().size() + wish.addresses().size() > MAX_LIST) {
            throw invalid(
                    "Say which repositories (* for all) and which actions, and at most " + MAX_LIST + " of them.");
        }
        Instant until = wish.expiresAt();
        if (until != null && !until.isAfter(Instant.now())) {
            throw invalid("The expiry is in the past.");
        }
    }

    private static boolean hasControl(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }

    private static RegistryException invalid(String sentence) {
        return new RegistryException(ErrorCode.REQUEST_INVALID, sentence);
    }

    private static long insert(Handle handle, long owner, Wish wish, String secret) {
        return handle.createQuery("""
                        insert into access_token
                            (account_id, label, hash, hint, repositories, actions, addresses, expires_at)
                        values (:owner, :label, :hash, :hint, :repositories, :actions, :addresses, :expires)
                        returning id""")
                .bind("owner", owner)
                .bind("label", wish.label())
                .bind("hash", MachineSecret.hash(secret))
                .bind("hint", MachineSecret.hint(secret))
                .bindArray(
                        "repositories",
                        String.class,
                        wish.repositories().stream()
                                .map(pattern -> NamePattern.parse(pattern).text())
                                .toList())
                .bindArray("actions", String.class, actionNames(wish.actions()))
                .bindArray(
                        "addresses",
                        String.class,
                        wish.addresses().stream()
                                .map(range -> AddressRange.parse(range).text())
                                .toList())
                .bind("expires", wish.expiresAt())
                .mapTo(Long.class)
                .one();
    }

    /** Checked, in order, with view: what cannot be seen cannot be pulled. */
    static Set<String> actionNames(List<String> actions) {
        try {
            Set<String> names = new TreeSet<>();
            Action.parse(actions).forEach(action -> names.add(action.wireName()));
            names.add(Action.VIEW.wireName());
            return names;
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    /** Up to {@code limit} tokens of a user in the order of their ids, after that id; of everyone where it is null. */
    public List<Entry> list(@Nullable String account, long after, int limit) {
        return changes.read(handle -> handle.createQuery("""
                        select t.*, a.name, u.used_at, u.client, u.address as used_from
                        from access_token t join account a on a.id = t.account_id
                        left join credential_use u on u.credential = 'token:' || t.id
                        where t.id > :after and (cast(:account as text) is null or a.name = :account)
                        order by t.id limit :limit""")
                .bind("after", after)
                .bind("account", account)
                .bind("limit", limit)
                .map((row, context) -> entry(row))
                .list());
    }

    /** Switches a user's token on or off; {@link ErrorCode#NOT_FOUND} where the user has none of that id. */
    public void setActive(String by, String account, long id, boolean active) {
        changes.make(handle -> {
            long owner = AccessChanges.idOf(handle, Account.Kind.USER, account);
            found(handle.execute(
                    "update access_token set active = ? where id = ? and account_id = ?", active, id, owner));
            record(handle, active ? "access_token.activated" : "access_token.deactivated", by, account, "" + id);
            return id;
        });
    }

    /** Deletes a user's token; {@link ErrorCode#NOT_FOUND} where the user has none of that id. */
    public void delete(String by, String account, long id) {
        changes.make(handle -> {
            long owner = AccessChanges.idOf(handle, Account.Kind.USER, account);
            found(handle.execute("delete from access_token where id = ? and account_id = ?", id, owner));
            record(handle, "access_token.deleted", by, account, "" + id);
            return id;
        });
    }

    private static void found(int rows) {
        if (rows == 0) {
            throw new RegistryException(ErrorCode.NOT_FOUND, "There is no such access token.");
        }
    }

    /**
     * Deletes many at once and answers how many: those of a user, those made before a moment, those not used since one.
     * What is null does not narrow; all three null would be everything, which is {@link ErrorCode#REQUEST_INVALID}.
     */
    public int revoke(
            String by, @Nullable String account, @Nullable Instant createdBefore, @Nullable Instant unusedSince) {
        if (account == null && createdBefore == null && unusedSince == null) {
            throw invalid("Say whose tokens, how old, or how long unused.");
        }
        return changes.make(handle -> {
            List<String> gone = handle.createQuery("""
                            with gone as (delete from access_token t using account a
                                where a.id = t.account_id
                                and (cast(:account as text) is null or a.name = :account)
                                and (cast(:created as timestamptz) is null or t.created_at < :created)
                                and (cast(:unused as timestamptz) is null or t.created_at < :unused
                                    and not exists (select from credential_use u
                                        where u.credential = 'token:' || t.id and u.used_at >= :unused))
                                returning a.name, t.id)
                            select name || ' ' || id from gone""")
                    .bind("account", account)
                    .bind("created", createdBefore == null ? null : Timestamp.from(createdBefore))
                    .bind("unused", unusedSince == null ? null : Timestamp.from(unusedSince))
                    .mapTo(String.class)
                    .list();
            gone.forEach(token -> {
                int space = token.indexOf(' ');
                record(handle, "access_token.deleted", by, token.substring(0, space), token.substring(space + 1));
            });
            return gone.size();
        });
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getLong("id"),
                row.getString("name"),
                row.getString("label"),
                row.getString("hint"),
                texts(row, "repositories"),
                texts(row, "actions"),
                texts(row, "addresses"),
                row.getTimestamp("created_at").toInstant(),
                instant(row, "expires_at"),
                row.getBoolean("active"),
                instant(row, "used_at"),
                row.getString("client"),
                row.getString("used_from"));
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }

    static List<String> texts(ResultSet row, String column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }

    private static void record(Handle handle, String kind, String by, String account, String detail) {
        Events.record(handle, new RegistryEvent.AccountChanged(kind, by, account, detail));
    }
}
