package dev.portcullis.access;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.event.Events;
import dev.portcullis.event.RegistryEvent;
import jakarta.inject.Singleton;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What is granted on each new repository of an organization. {@code by} is who acts, as in {@link Accounts}. */
@Singleton
public final class DefaultGrants {
    private final AccessChanges changes;

    /** One of them: a user or a team of the organization, and the role they get. */
    public record Entry(Grant.Subject subject, String role) {}

    DefaultGrants(AccessChanges changes) {
        this.changes = changes;
    }

    /** Sets what this subject gets on repositories to come; those that exist keep what they have. */
    public void put(String by, String organization, Grant.Subject subject, String role) {
        changes.make(handle -> {
            Roles.require(handle, role);
            long namespace = AccessChanges.idOf(handle, Account.Kind.ORGANIZATION, organization);
            handle.createUpdate("""
                            insert into default_grant (namespace_id, account_id, team_id, level)
                            values (:namespace, :account, :team, :role)
                            on conflict (namespace_id, coalesce(account_id, 0), coalesce(team_id, 0))
                            do update set level = excluded.level""")
                    .bind("namespace", namespace)
                    .bind("account", account(handle, subject))
                    .bind("team", team(handle, organization, subject))
                    .bind("role", role)
                    .execute();
            record(handle, "default_grant.set", by, organization, subject.text() + " " + role);
            return namespace;
        });
    }

    /** Takes one away; tells whether there was one. */
    public boolean remove(String by, String organization, Grant.Subject subject) {
        return changes.make(handle -> {
            int rows = handle.createUpdate("""
                            delete from default_grant where namespace_id = :namespace
                            and account_id is not distinct from :account and team_id is not distinct from :team""")
                    .bind("namespace", AccessChanges.idOf(handle, Account.Kind.ORGANIZATION, organization))
                    .bind("account", account(handle, subject))
                    .bind("team", team(handle, organization, subject))
                    .execute();
            if (rows > 0) {
                record(handle, "default_grant.removed", by, organization, subject.text());
            }
            return rows > 0;
        });
    }

    /** All of an organization, users first. */
    public List<Entry> list(String organization) {
        return changes.read(handle -> handle.select(
                        """
                        select u.name as user_name, t.name as team_name, d.level from default_grant d
                        left join account u on u.id = d.account_id left join team t on t.id = d.team_id
                        where d.namespace_id = ? order by u.name nulls last, t.name""", AccessChanges.idOf(handle, Account.Kind.ORGANIZATION, organization))
                .map((row, context) -> new Entry(
                        row.getString("user_name") == null
                                ? new Grant.Subject.Team(organization, row.getString("team_name"))
                                : new Grant.Subject.User(row.getString("user_name")),
                        row.getString("level")))
                .list());
    }

    /**
     * Gives what a new repository gets, in the transaction that makes it: the default grants of its organization, and
     * admin to one who may create it as a member of a creator team only.
     */
    public static void give(Handle handle, long repositoryId, @Nullable Long creator) {
        handle.createUpdate("""
                        insert into access_grant (subject, account_id, team_id, repository_id, repository_name, level)
                        select case when d.account_id is null then 'team' else 'user' end, d.account_id, d.team_id,
                            r.id, r.name, d.level
                        from repository r join default_grant d on d.namespace_id = r.namespace_id
                        where r.id = :repository""").bind("repository", repositoryId).execute();
        if (creator == null) {
            return;
        }
        handle.createUpdate("""
                        insert into access_grant (subject, account_id, repository_id, repository_name, level)
                        select 'user', :creator, r.id, r.name, 'admin' from repository r
                        where r.id = :repository
                            and exists (select from team_member m join team t on t.id = m.team_id
                                where m.account_id = :creator and t.organization_id = r.namespace_id and t.creator)
                            and not exists (select from organization_member m
                                where m.account_id = :creator and m.organization_id = r.namespace_id and m.owner)
                        on conflict (subject, coalesce(account_id, 0), coalesce(team_id, 0), coalesce(namespace_id, 0),
                            coalesce(repository_id, 0), coalesce(prefix, ''))
                        do update set level = 'admin'""")
                .bind("repository", repositoryId)
                .bind("creator", creator)
                .execute();
    }

    private static @Nullable Long account(Handle handle, Grant.Subject subject) {
        return switch (subject) {
            case Grant.Subject.User user -> AccessChanges.idOf(handle, Account.Kind.USER, user.name());
            case Grant.Subject.Team _ -> null;
            case Grant.Subject.Everyone _ ->
                throw new RegistryException(
                        ErrorCode.CONFLICT, "New repositories are private. Make one public when it is there.");
        };
    }

    private static @Nullable Long team(Handle handle, String organization, Grant.Subject subject) {
        return subject instanceof Grant.Subject.Team team
                ? (Long) AccessChanges.teamIdOf(
                        handle, AccessChanges.idOf(handle, Account.Kind.ORGANIZATION, organization), team.name())
                : null;
    }

    private static void record(Handle handle, String kind, String by, String organization, String detail) {
        Events.record(handle, new RegistryEvent.AccountChanged(kind, by, organization, detail));
    }
}
