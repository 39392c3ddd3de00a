package dev.portcullis.access;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.event.Events;
import dev.portcullis.event.RegistryEvent;
import jakarta.inject.Singleton;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatements;

/** The ends and the new names of users and organizations. {@code by} is who acts, as in {@link Accounts}. */
@Singleton
public final class AccountLifecycle {
    private static final int EXAMPLES = 10;

    private final AccessChanges changes;

    /**
     * What goes with an account, counted, for whoever is about to delete it.
     *
     * @param repositories while there are any the account cannot be deleted; the first of them are named
     */
    public record Belongings(
            String name,
            String kind,
            int repositories,
            List<String> firstRepositories,
            int accessTokens,
            int robots,
            int teams,
            int memberships,
            int grants,
            int sessions,
            List<String> lastOwnerOf) {}

    AccountLifecycle(AccessChanges changes) {
        this.changes = changes;
    }

    /** What would go with it; {@link ErrorCode#NOT_FOUND} where there is no such user or organization. */
    public Belongings belongings(String name) {
        return changes.read(handle -> {
            long id = id(handle, name);
            return handle.createQuery("""
                            select a.kind,
                                (select count(*) from repository where namespace_id = a.id) as repositories,
                                array(select name from repository where namespace_id = a.id order by name limit :examples)
                                    as first_repositories,
                                (select count(*) from access_token where account_id = a.id) as tokens,
                                (select count(*) from robot where organization_id = a.id) as robots,
                                (select count(*) from team where organization_id = a.id) as teams,
                                (select count(*) from organization_member
                                    where account_id = a.id or organization_id = a.id) as memberships,
                                (select count(*) from access_grant g where g.account_id = a.id or g.namespace_id = a.id
                                    or g.team_id in (select id from team where organization_id = a.id)) as grants,
                                (select count(*) from session where account_id = a.id) as sessions,
                                array(select o.name from organization_member m join account o on o.id = m.organization_id
                                    where m.account_id = a.id and m.owner and not exists (
                                        select from organization_member x where x.organization_id = m.organization_id
                                        and x.owner and x.account_id <> m.account_id) order by o.name) as last_owner_of
                            from account a where a.id = :id""")
                    .bind("id", id)
                    .bind("examples", EXAMPLES)
                    .map((row, context) -> new Belongings(
                            name,
                            row.getString("kind"),
                            row.getInt("repositories"),
                            AccessTokens.texts(row, "first_repositories"),
                            row.getInt("tokens"),
                            row.getInt("robots"),
                            row.getInt("teams"),
                            row.getInt("memberships"),
                            row.getInt("grants"),
                            row.getInt("sessions"),
                            AccessTokens.texts(row, "last_owner_of")))
                    .one();
        });
    }

    /**
     * Gives a user or an organization another name, and with it all its repositories, robots and what is granted on
     * prefixes. The old name stays nobody's for a while. Bearer tokens that were issued for the old names are void.
     * {@link ErrorCode#CONFLICT} where the new name is taken or was given up lately.
     */
    public void rename(String by, String name, String newName) {
        AccountName.checkNew(newName);
        changes.make(handle -> {
            AccessChanges.lockLastOne(handle);
            long id = id(handle, name);
            AccountName.requireNotRetired(handle, newName);
            if (AccessChanges.count(handle, "select count(*) from account where name = ?", newName) > 0) {
                throw new RegistryException(ErrorCode.CONFLICT, "There is an account " + newName + " already.");
            }
            handle.execute("update account set name = ? where id = ?", newName, id);
            move(handle, id, name, newName);
            AccountName.retire(handle, name);
            Events.record(handle, new RegistryEvent.AccountChanged("account.renamed", by, name, newName));
            return id;
        });
    }

    private static long id(Handle handle, String name) {
        return handle.select("select id from account where name = ? and kind in ('user', 'organization')", name)
                .mapTo(Long.class)
                .findOne()
                .orElseThrow(() ->
                        new RegistryException(ErrorCode.NOT_FOUND, "There is no user or organization " + name + "."));
    }

    /** Everything that spells the name out. */
    private static void move(Handle handle, long id, String old, String name) {
        for (String sql : List.of(
                "update repository set name = :new || substr(name, length(:old) + 1) where namespace_id = :id",
                """
                update access_grant g set repository_name = r.name from repository r
                where r.id = g.repository_id and r.namespace_id = :id and g.repository_name <> r.name""",
                """
                update access_grant set prefix = :new || substr(prefix, length(:old) + 1)
                where namespace_id = :id and prefix is not null""",
                """
                update account a set name = :new || substr(a.name, length(:old) + 1)
                from robot r where r.account_id = a.id and r.organization_id = :id""",
                """
                update robot_permission set pattern = :new || substr(pattern, length(:old) + 1)
                where starts_with(pattern, :old || '/')""",
                """
                update access_token t set repositories = array(
                    select case when starts_with(p, :old || '/') then :new || substr(p, length(:old) + 1) else p end
                    from unnest(t.repositories) with ordinality as u (p, place) order by place)
                where exists (select from unnest(t.repositories) as u (p) where starts_with(p, :old || '/'))""")) {
            handle.createUpdate(sql)
                    .configure(SqlStatements.class, statements -> statements.setUnusedBindingAllowed(true))
                    .bind("id", id)
                    .bind("old", old)
                    .bind("new", name)
                    .execute();
        }
    }
}
