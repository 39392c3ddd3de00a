package dev.portcullis.access;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Pages of the repositories that a caller may pull, in byte order of their canonical names. The cost follows the page
 * and not the table, however much or little of it the caller sees: each source of rights is read from an index, from
 * where the page begins, and only as far as the page goes.
 */
@Singleton
public final class VisibleRepositories {
    private static final int FIRST_NAMESPACES = 16;
    private static final int MOST_NAMESPACES = 1024;

    private static final String NAMESPACES = """
            select a.id, a.name from account a where a.id = any(array(
                select :me
                union all select organization_id from organization_member where account_id = :me and owner
                union all select namespace_id from access_grant
                    where account_id = :me and repository_name is null
                union all select g.namespace_id from team_member t join access_grant g on g.team_id = t.team_id
                    where t.account_id = :me and g.repository_name is null
                union all select namespace_id from access_grant
                    where subject = 'everyone' and repository_name is null))""";

    private static final String IN_NAMESPACES = """
            select r.name from unnest(:ids) as n (id) cross join lateral (
                select name from repository where namespace_id = n.id and name > :last order by name limit :limit) r""";

    private static final String GRANTED = """
            (select repository_name from access_grant
                where subject = 'everyone' and repository_name > :last order by repository_name limit :limit)
            union all (select repository_name from access_grant
                where account_id = :me and repository_name > :last order by repository_name limit :limit)
            union all (select g.repository_name from team_member t cross join lateral (
                select repository_name from access_grant where team_id = t.team_id and repository_name > :last
                order by repository_name limit :limit) g where t.account_id = :me)""";

    private static final String ALL = "select name from repository where name > :last order by name limit :limit";

    /** All of them, for the test that looks at their plans. */
    static final List<String> STATEMENTS = List.of(NAMESPACES, IN_NAMESPACES, GRANTED, ALL);

    private record Namespace(long id, String name) {
        /** Whether all of its repositories come before or at this name: '0' is the character after '/'. */
        boolean isBefore(String last) {
            return (name + "0").compareTo(last) <= 0;
        }
    }

    private final Jdbi jdbi;
    private final LiveAccounts accounts;

    VisibleRepositories(Jdbi jdbi, LiveAccounts accounts) {
        this.jdbi = jdbi;
        this.accounts = accounts;
    }

    /** Up to {@code limit} names after {@code last}, which need not exist. */
    public List<String> page(Caller caller, String last, int limit) {
        if (limit <= 0) {
            return List.of();
        }
        long me = caller instanceof Caller.SignedIn in ? in.accountId() : -1;
        Account account = me < 0 ? null : accounts.find(me);
        if (me >= 0 && (account == null || !account.active())) {
            return List.of();
        }
        return jdbi.withHandle(handle -> account != null && account.administrator()
                ? handle.createQuery(ALL)
                        .bind("last", last)
                        .bind("limit", limit)
                        .mapTo(String.class)
                        .list()
                : granted(handle, me, last, limit));
    }

    private static List<String> granted(Handle handle, long me, String last, int limit) {
        // Java compares UTF-16 units; names are ASCII, so that is the byte order of the database.
        TreeSet<String> names = new TreeSet<>(handle.createQuery(GRANTED)
                .bind("me", me)
                .bind("last", last)
                .bind("limit", limit)
                .mapTo(String.class)
                .list());
        names.addAll(inNamespaces(handle, namespaces(handle, me, last), last, limit));
        return names.stream().limit(limit).toList();
    }

    /** In the order of the names of their repositories, which is that of name and slash: a-b/x comes before a/x. */
    private static List<Namespace> namespaces(Handle handle, long me, String last) {
        List<Namespace> found = new ArrayList<>(handle.createQuery(NAMESPACES)
                .bind("me", me)
                .map((row, _) -> new Namespace(row.getLong("id"), row.getString("name")))
                .list());
        found.removeIf(namespace -> namespace.isBefore(last));
        found.sort(Comparator.comparing(namespace -> namespace.name() + "/"));
        return found;
    }

    /** Goes through the namespaces in order, more of them at a time, until the page is full. */
    private static List<String> inNamespaces(Handle handle, List<Namespace> namespaces, String last, int limit) {
        List<String> names = new ArrayList<>();
        int batch = FIRST_NAMESPACES;
        for (int from = 0; from < namespaces.size() && names.size() < limit; ) {
            int to = Math.min(namespaces.size(), from + batch);
            Long[] ids =
                    namespaces.subList(from, to).stream().map(Namespace::id).toArray(Long[]::new);
            names.addAll(handle.createQuery(IN_NAMESPACES)
                    .bindArray("ids", Long.class, (Object[]) ids)
                    .bind("last", last)
                    .bind("limit", limit)
                    .mapTo(String.class)
                    .list());
            from = to;
            batch = Math.min(batch * 2, MOST_NAMESPACES);
        }
        return names;
    }

    /** The descriptions of these repositories, in the order of the names; empty where there is none. */
    public List<String> descriptions(List<String> names) {
        if (names.isEmpty()) {
            return List.of();
        }
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select coalesce(r.description, '') from unnest(:names) with ordinality as n (name, position)
                        left join repository r on r.name = n.name collate "C" order by n.position""")
                .bindArray("names", String.class, names)
                .mapTo(String.class)
                .list());
    }
}
