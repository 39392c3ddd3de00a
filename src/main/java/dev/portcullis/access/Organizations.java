package dev.portcullis.access;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.event.Events;
import dev.portcullis.event.RegistryEvent;
import jakarta.inject.Singleton;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Organizations, their members and owners. {@code by} is who acts, as in {@link Accounts}. */
@Singleton
public final class Organizations {
    private final AccessChanges changes;

    /** A member as it stands in a list. */
    public record Member(String name, boolean owner) {}

    Organizations(AccessChanges changes) {
        this.changes = changes;
    }

    /**
     * Creates an organization, with a first owner unless administrators alone are to manage it. {@link
     * ErrorCode#CONFLICT} when an account has the name.
     */
    public void create(String by, String name, @Nullable String owner) {
        AccountName.checkNew(name);
        changes.make(handle -> {
            AccountName.requireNotRetired(handle, name);
            int rows = handle.execute(
                    "insert into account (name, kind) values (?, 'organization') on conflict (name) do nothing", name);
            if (rows == 0) {
                throw new RegistryException(ErrorCode.CONFLICT, "There is an account " + name + " already.");
            }
            record(handle, "organization.created", by, name, null);
            if (owner != null) {
                putMember(handle, by, name, owner, true);
            }
            return rows;
        });
    }

    /** Deletes an organization with its teams and grants; {@link ErrorCode#CONFLICT} while it has repositories. */
    public void delete(String by, String name) {
        changes.make(handle -> {
            long id = AccessChanges.idOf(handle, Account.Kind.ORGANIZATION, name);
            Accounts.requireNoRepositories(handle, id, name);
            record(handle, "organization.deleted", by, name, null);
            AccountName.retire(handle, name);
            // Its robots are accounts of their own, which the reference from robot does not take along.
            handle.execute(
                    "delete from account using robot r where r.account_id = account.id and r.organization_id = ?", id);
            return handle.execute("delete from account where id = ?", id);
        });
    }

    /** Up to {@code limit} organizations in byte order whose names are after {@code last}. */
    public List<String> list(@Nullable String last, int limit) {
        return list("", last, limit);
    }

    /** As {@link #list(String, int)}, of those whose names contain the text. */
    public List<String> list(String containing, @Nullable String last, int limit) {
        return changes.read(handle -> handle.select("""
                        select name from account where kind = 'organization' and name > ? and position(? in name) > 0
                        order by name limit ?""", last == null ? "" : last, containing, limit)
                .mapTo(String.class)
                .list());
    }

    /** Up to {@code limit} members in byte order whose names are after {@code last}. */
    public List<Member> members(String organization, @Nullable String last, int limit) {
        return changes.read(handle -> handle.select(
                        """
                        select a.name, m.owner from organization_member m join account a on a.id = m.account_id
                        where m.organization_id = ? and a.name > ? order by a.name limit ?""",
                        AccessChanges.idOf(handle, Account.Kind.ORGANIZATION, organization),
                        last == null ? "" : last,
                        limit)
                .map((row, _) -> new Member(row.getString("name"), row.getBoolean("owner")))
                .list());
    }

    /** How an account stands to an organization. */
    public enum Standing {
        /** There is no such organization, or the account is not in it. */
        STRANGER,
        MEMBER,
        OWNER
    }

    /** How this account stands to that organization just now. */
    public Standing standing(long accountId, String organization) {
        return changes.read(handle -> handle.select("""
                        select m.owner from organization_member m join account o on o.id = m.organization_id
                        where m.account_id = ? and o.name = ? and o.kind = 'organization'""", accountId, organization)
                .mapTo(Boolean.class)
                .findOne()
                .map(owner -> owner ? Standing.OWNER : Standing.MEMBER)
                .orElse(Standing.STRANGER));
    }

    /** Whether there is an organization of that name. */
    public boolean exists(String organization) {
        return changes.read(handle -> AccessChanges.count(
                        handle, "select count(*) from account where name = ? and kind = 'organization'", organization)
                > 0);
    }

    /** Up to {@code limit} organizations of that account, in byte order, whose names are after {@code last}. */
    public List<String> of(long accountId, @Nullable String last, int limit) {
        return of(accountId, "", last, limit);
    }

    /** As {@link #of(long, String, int)}, of those whose names contain the text. */
    public List<String> of(long accountId, String containing, @Nullable String last, int limit) {
        return changes.read(handle -> handle.select("""
                        select o.name from organization_member m join account o on o.id = m.organization_id
                        where m.account_id = ? and o.name > ? and position(? in o.name) > 0
                        order by o.name limit ?""", accountId, last == null ? "" : last, containing, limit)
                .mapTo(String.class)
                .list());
    }

    /** Adds a member, or makes one an owner or no longer one; {@link ErrorCode#CONFLICT} for the last owner. */
    public void putMember(String by, String organization, String user, boolean owner) {
        changes.make(handle -> {
            putMember(handle, by, organization, user, owner);
            return user;
        });
    }

    /** Takes a member out of the organization and its teams; {@link ErrorCode#CONFLICT} for the last owner. */
    public void removeMember(String by, String organization, String user) {
        changes.make(handle -> {
            AccessChanges.lockLastOne(handle);
            long organizationId = AccessChanges.idOf(handle, Account.Kind.ORGANIZATION, organization);
            long userId = AccessChanges.idOf(handle, Account.Kind.USER, user);
            if (isLastOwner(handle, organizationId, userId)) {
                throw lastOwner(organization);
            }
            handle.execute(
                    "delete from team_member t using team where team.id = t.team_id"
                            + " and team.organization_id = ? and t.account_id = ?",
                    organizationId,
                    userId);
            int rows = handle.execute(
                    "delete from organization_member where organization_id = ? and account_id = ?",
                    organizationId,
                    userId);
            record(handle, "organization.member_removed", by, organization, user);
            return rows;
        });
    }

    private static void putMember(Handle handle, String by, String organization, String user, boolean owner) {
        AccessChanges.lockLastOne(handle);
        long organizationId = AccessChanges.idOf(handle, Account.Kind.ORGANIZATION, organization);
        long userId = AccessChanges.idOf(handle, Account.Kind.USER, user);
        if (!owner && isLastOwner(handle, organizationId, userId)) {
            throw lastOwner(organization);
        }
        handle.execute("""
                insert into organization_member (organization_id, account_id, owner) values (?, ?, ?)
                on conflict (organization_id, account_id) do update set owner = excluded.owner""", organizationId, userId, owner);
        record(handle, owner ? "organization.owner_set" : "organization.member_set", by, organization, user);
    }

    /** {@link ErrorCode#CONFLICT} where this user is the last owner of any organization. */
    static void requireOtherOwners(Handle handle, long userId) {
        handle.select("""
                        select a.name from organization_member m join account a on a.id = m.organization_id
                        where m.account_id = ? and m.owner and not exists (select from organization_member o
                            where o.organization_id = m.organization_id and o.owner and o.account_id <> m.account_id)
                        limit 1""", userId).mapTo(String.class).findOne().ifPresent(organization -> {
            throw lastOwner(organization);
        });
    }

    private static boolean isLastOwner(Handle handle, long organizationId, long userId) {
        return handle.select(
                        "select account_id from organization_member where organization_id = ? and owner",
                        organizationId)
                .mapTo(Long.class)
                .list()
                .equals(List.of(userId));
    }

    private static RegistryException lastOwner(String organization) {
        return new RegistryException(
                ErrorCode.CONFLICT, "This is the last owner of " + organization + ". Make another member one first.");
    }

    private static void record(Handle handle, String kind, String by, String name, @Nullable String detail) {
        Events.record(handle, new RegistryEvent.AccountChanged(kind, by, name, detail));
    }
}
