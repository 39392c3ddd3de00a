package dev.portcullis.access;

import dev.portcullis.reference.RepositoryName;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Reads {@link RightsFacts}: one statement, one row a grant that applies. */
final class RightsQuery {
    private static final long NOBODY = -1;

    private static final String TO_ME = """
            (g.subject = 'everyone' or g.account_id = me.id or (n.kind = 'organization'
                and exists (select from team_member m where m.team_id = g.team_id and m.account_id = me.id)))""";

    private static final String FACTS = """
            select me.id as account_id, coalesce(me.active, false) as active,
                coalesce(me.administrator, false) as administrator, coalesce(me.auditor, false) as auditor,
                coalesce(me.auditor_pulls, false) as auditor_pulls,
                n.id as namespace_id, n.kind as namespace_kind, r.id as repository_id,
                exists (select from organization_member m
                    where m.organization_id = n.id and m.account_id = me.id and m.owner) as owner,
                array(select t.name from team_member m join team t on t.id = m.team_id
                    where m.account_id = me.id and t.organization_id = n.id and t.creator order by t.name) as creators,
                g.subject, g.team, g.role, g.target, g.permissions
            from (values (1)) as one
            left join account n on n.name = :namespace
            left join repository r on r.name = :name
            left join account me on me.id = :account
            left join lateral (
                select g.subject, t.name as team, g.level as role, r.name as target, o.permissions
                    from access_grant g join role o on o.name = g.level left join team t on t.id = g.team_id
                    where g.repository_id = r.id and %1$s
                union all
                select g.subject, t.name, g.level, coalesce(g.prefix, n.name || '/') || '*', o.permissions
                    from access_grant g join role o on o.name = g.level left join team t on t.id = g.team_id
                    where g.namespace_id = n.id and (g.prefix is null or starts_with(:name, g.prefix)) and %1$s
                union all
                select 'robot', null, '', p.pattern, p.actions
                    from robot_permission p join robot b on b.account_id = p.account_id
                    where p.account_id = me.id and (b.organization_id is null or b.organization_id = n.id)
                        and (p.pattern in ('*', :name)
                            or (right(p.pattern, 1) = '*' and starts_with(:name, left(p.pattern, -1))))
            ) g on true""".formatted(TO_ME);

    private RightsQuery() {}

    static RightsFacts ask(Handle handle, @Nullable Long accountId, RepositoryName name) {
        List<RightsFacts> rows = handle.createQuery(FACTS)
                .bind("namespace", name.namespace())
                .bind("name", name.toString())
                .bind("account", accountId == null ? NOBODY : accountId)
                .map((row, _) -> facts(row, accountId))
                .list();
        List<RightsFacts.Given> given = new ArrayList<>();
        rows.forEach(row -> given.addAll(row.given()));
        RightsFacts first = rows.getFirst();
        return new RightsFacts(
                first.accountId(),
                first.exists(),
                first.active(),
                first.administrator(),
                first.auditor(),
                first.auditorPulls(),
                first.namespaceId(),
                first.userNamespace(),
                first.repositoryId(),
                first.owner(),
                first.creatorTeams(),
                given);
    }

    private static RightsFacts facts(ResultSet row, @Nullable Long accountId) throws SQLException {
        return new RightsFacts(
                accountId,
                number(row, "account_id") != null,
                row.getBoolean("active"),
                row.getBoolean("administrator"),
                row.getBoolean("auditor"),
                row.getBoolean("auditor_pulls"),
                number(row, "namespace_id"),
                "user".equals(row.getString("namespace_kind")),
                number(row, "repository_id"),
                row.getBoolean("owner"),
                texts(row.getArray("creators")),
                given(row));
    }

    private static List<RightsFacts.Given> given(ResultSet row) throws SQLException {
        String subject = row.getString("subject");
        if (subject == null) {
            return List.of();
        }
        String to = switch (subject) {
            case "everyone" -> "everyone";
            case "user" -> "this account";
            case "robot" -> "this robot";
            default -> "team " + row.getString("team");
        };
        Set<Action> actions = Action.parse(texts(row.getArray("permissions")));
        return List.of(new RightsFacts.Given(to, row.getString("role"), row.getString("target"), actions));
    }

    private static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }

    private static @Nullable Long number(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : (Long) value;
    }
}
