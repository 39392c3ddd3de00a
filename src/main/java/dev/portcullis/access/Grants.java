package dev.portcullis.access;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.event.Events;
import dev.portcullis.event.RegistryEvent;
import dev.portcullis.reference.RepositoryName;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** Who is granted what. {@code by} is who acts, as in {@link Accounts}. */
@Singleton
public final class Grants {
    private final AccessChanges changes;

    /** The rows that a grant is about. */
    private record Rows(
            String subject,
            @Nullable Long account,
            @Nullable Long team,
            @Nullable Long namespace,
            @Nullable String prefix,
            @Nullable Long repository) {

        <S extends SqlStatement<S>> S bind(S statement) {
            return bindTarget(statement)
                    .bind("subject", subject)
                    .bind("account", account)
                    .bind("team", team);
        }

        <S extends SqlStatement<S>> S bindTarget(S statement) {
            return statement.bind("namespace", namespace).bind("prefix", prefix).bind("repository", repository);
        }
    }

    Grants(AccessChanges changes) {
        this.changes = changes;
    }

    /**
     * Gives a role, in place of the one that this subject had on this target. {@link ErrorCode#CONFLICT} for what can
     * never be: everyone gets read-only at most; a team gets something in its own organization only; in the namespace
     * of a user others get read-only at most.
     */
    public void grant(String by, Grant grant) {
        changes.make(handle -> {
            requirePossible(handle, grant);
            Rows rows = rows(handle, grant.subject(), grant.target());
            rows.bind(handle.createUpdate("""
                            insert into access_grant
                            (subject, account_id, team_id, namespace_id, prefix, repository_id, repository_name, level)
                            values (:subject, :account, :team, :namespace, :prefix, :repository,
                                (select name from repository where id = :repository), :level)
                            on conflict (subject, coalesce(account_id, 0), coalesce(team_id, 0),
                                coalesce(namespace_id, 0), coalesce(repository_id, 0), coalesce(prefix, ''))
                            do update set level = excluded.level""")).bind("level", grant.role()).execute();
            record(handle, "grant.given", by, grant.target(), grant.subject().text() + " " + grant.role());
            return rows;
        });
    }

    /** Takes back what this subject was granted on this target; tells whether there was something. */
    public boolean revoke(String by, Grant.Subject subject, Grant.Target target) {
        return changes.make(handle -> {
            int rows =
                    rows(handle, subject, target).bind(handle.createUpdate("""
                            delete from access_grant
                            where ((namespace_id = :namespace and prefix is not distinct from :prefix)
                                or repository_id = :repository)
                            and subject = :subject
                            and (subject = 'everyone' or account_id = :account or team_id = :team)""")).execute();
            if (rows > 0) {
                record(handle, "grant.revoked", by, target, subject.text());
            }
            return rows > 0;
        });
    }

    /** Makes a repository public, or private again. A grant to everyone on its namespace still makes it public. */
    public void setPublic(String by, RepositoryName repository, boolean isPublic) {
        Grant.Subject everyone = new Grant.Subject.Everyone();
        Grant.Target target = new Grant.Target.Repository(repository);
        if (isPublic) {
            grant(by, new Grant(everyone, target, Level.READ_ONLY));
        } else {
            revoke(by, everyone, target);
        }
    }

    /** Every grant on exactly this target, everyone first, then users, then teams. */
    public List<Grant> list(Grant.Target target) {
        return changes.read(handle -> {
            Rows rows = onTarget(handle, target);
            return rows.bindTarget(handle.createQuery("""
                            select g.subject, g.level, u.name as user_name, t.name as team_name, o.name as organization
                            from access_grant g left join account u on u.id = g.account_id
                            left join team t on t.id = g.team_id left join account o on o.id = t.organization_id
                            where (g.namespace_id = :namespace and g.prefix is not distinct from :prefix)
                                or g.repository_id = :repository
                            order by case g.subject when 'everyone' then 0 when 'user' then 1 else 2 end,
                                u.name, o.name, t.name"""))
                    .map((row, _) -> new Grant(subject(row), target, row.getString("level")))
                    .list();
        });
    }

    /** Every grant on the whole of an account's namespace or on a part of it, the whole first. */
    public List<Grant> within(String namespace) {
        return changes.read(handle -> handle.createQuery("""
                        select g.subject, g.level, g.prefix, u.name as user_name, t.name as team_name,
                            o.name as organization
                        from access_grant g left join account u on u.id = g.account_id
                        left join team t on t.id = g.team_id left join account o on o.id = t.organization_id
                        where g.namespace_id = :namespace
                        order by g.prefix nulls first, case g.subject when 'everyone' then 0 when 'user' then 1 else 2 end,
                            u.name, o.name, t.name""")
                .bind("namespace", namespaceId(handle, namespace))
                .map((row, _) -> new Grant(subject(row), target(namespace, row), row.getString("level")))
                .list());
    }

    /** What a team is granted, by the name of it; {@link ErrorCode#NOT_FOUND} where there is no such team. */
    public List<Grant> ofTeam(String organization, String team) {
        return changes.read(handle -> handle.createQuery("""
                        select g.level, g.prefix, g.repository_name, g.namespace_id from access_grant g
                        where g.team_id = :team
                        order by coalesce(g.repository_name, g.prefix, '')""")
                .bind(
                        "team",
                        AccessChanges.teamIdOf(
                                handle, AccessChanges.idOf(handle, Account.Kind.ORGANIZATION, organization), team))
                .map((row, _) -> new Grant(
                        new Grant.Subject.Team(organization, team),
                        row.getString("repository_name") == null
                                ? target(organization, row)
                                : new Grant.Target.Repository(RepositoryName.parse(row.getString("repository_name"))),
                        row.getString("level")))
                .list());
    }

    private static Grant.Target target(String namespace, ResultSet row) throws SQLException {
        String prefix = row.getString("prefix");
        return prefix == null
                ? new Grant.Target.Namespace(namespace)
                : new Grant.Target.Below(NamePattern.parse(prefix + "*"));
    }

    private static Grant.Subject subject(ResultSet row) throws SQLException {
        return switch (row.getString("subject")) {
            case "everyone" -> new Grant.Subject.Everyone();
            case "user" -> new Grant.Subject.User(row.getString("user_name"));
            default -> new Grant.Subject.Team(row.getString("organization"), row.getString("team_name"));
        };
    }

    private static void requirePossible(Handle handle, Grant grant) {
        Roles.require(handle, grant.role());
        boolean readOnly = grant.role().equals(Level.READ_ONLY.wireName());
        String namespace = grant.target().namespaceName();
        boolean ofUser = handle.select("select kind = 'user' from account where name = ?", namespace)
                .mapTo(Boolean.class)
                .findOne()
                .orElseThrow(() -> new RegistryException(
                        ErrorCode.NOT_FOUND, "There is no user or organization " + namespace + "."));
        if (grant.subject() instanceof Grant.Subject.Everyone && !readOnly) {
            throw new RegistryException(ErrorCode.CONFLICT, "Everyone can be granted read-only and no more.");
        }
        if (grant.subject() instanceof Grant.Subject.Team team
                && !team.organization().equals(namespace)) {
            throw new RegistryException(
                    ErrorCode.CONFLICT, "A team can be granted something in its own organization only.");
        }
        if (ofUser && !readOnly) {
            throw new RegistryException(
                    ErrorCode.CONFLICT,
                    "In the namespace of a user, others can be granted read-only and no more. Use an organization.");
        }
    }

    private static Rows rows(Handle handle, Grant.Subject subject, Grant.Target target) {
        Rows on = onTarget(handle, target);
        return switch (subject) {
            case Grant.Subject.Everyone _ -> on;
            case Grant.Subject.User user ->
                new Rows(
                        "user",
                        AccessChanges.idOf(handle, Account.Kind.USER, user.name()),
                        null,
                        on.namespace(),
                        on.prefix(),
                        on.repository());
            case Grant.Subject.Team team -> {
                long organization = AccessChanges.idOf(handle, Account.Kind.ORGANIZATION, team.organization());
                long id = AccessChanges.teamIdOf(handle, organization, team.name());
                yield new Rows("team", null, id, on.namespace(), on.prefix(), on.repository());
            }
        };
    }

    /** The rows of the target, for everyone. */
    private static Rows onTarget(Handle handle, Grant.Target target) {
        return switch (target) {
            case Grant.Target.Namespace of ->
                new Rows("everyone", null, null, namespaceId(handle, of.name()), null, null);
            case Grant.Target.Below below ->
                new Rows(
                        "everyone",
                        null,
                        null,
                        namespaceId(handle, below.namespaceName()),
                        below.pattern().stem(),
                        null);
            case Grant.Target.Repository of ->
                new Rows("everyone", null, null, null, null, repositoryId(handle, of.name()));
        };
    }

    private static long namespaceId(Handle handle, String name) {
        return handle.select("select id from account where name = ?", name)
                .mapTo(Long.class)
                .findOne()
                .orElseThrow(() ->
                        new RegistryException(ErrorCode.NOT_FOUND, "There is no user or organization " + name + "."));
    }

    private static long repositoryId(Handle handle, RepositoryName name) {
        return handle.select("select id from repository where name = ?", name.toString())
                .mapTo(Long.class)
                .findOne()
                .orElseThrow(
                        () -> new RegistryException(ErrorCode.NAME_UNKNOWN, "There is no repository " + name + "."));
    }

    private static void record(Handle handle, String kind, String by, Grant.Target target, String detail) {
        Events.record(handle, new RegistryEvent.RepositoryChanged(kind, by, target.text(), detail));
    }
}
