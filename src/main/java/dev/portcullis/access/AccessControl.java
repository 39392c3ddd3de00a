package dev.portcullis.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.database.Epoch;
import dev.portcullis.database.Epochs;
import dev.portcullis.reference.RepositoryName;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The one place that decides what a caller may do to a repository. What no rule below gives is refused.
 *
 * <ul>
 *   <li>The administrator may do everything.
 *   <li>A user may do everything in the own namespace, an owner of an organization everything in its namespace.
 *   <li>Grants to everyone, to a user or to a team, on a repository or a namespace, add up; the highest wins.
 *   <li>In the namespace of a user only that user changes anything: there others are given read-only at most, and teams
 *       nothing.
 *   <li>A repository that does not exist may be created by the first push of one who has admin on its namespace. The
 *       administrator's push also creates an organization that does not exist.
 *   <li>An account that is not active may do nothing, not even what everyone may.
 * </ul>
 */
@Singleton
public final class AccessControl {
    private static final int MAX_REMEMBERED = 100_000;
    private static final long NOBODY = -1;
    private static final Set<Action> ALL = Level.ADMIN.actions();
    private static final Set<Action> ALL_BUT_PUSH = Set.of(Action.PULL, Action.DELETE, Action.ADMIN);

    private static final String DECISION = """
            select n.id as namespace_id, n.kind, r.id as repository_id, me.id as account_id,
                coalesce(me.active, false) as active, coalesce(me.administrator, false) as administrator,
                exists (select from organization_member m
                    where m.organization_id = n.id and m.account_id = me.id and m.owner) as owner,
                (select max(case g.level when 'admin' then 2 when 'read-write' then 1 else 0 end)
                    from access_grant g where g.repository_id = r.id and (%1$s)) as repository_level,
                (select max(case g.level when 'admin' then 2 when 'read-write' then 1 else 0 end)
                    from access_grant g where g.namespace_id = n.id and (%1$s)) as namespace_level
            from (values (1)) as one
            left join account n on n.name = :namespace
            left join repository r on r.name = :name
            left join account me on me.id = :account""".formatted("""
                g.subject = 'everyone' or g.account_id = me.id or (n.kind = 'organization'
                    and exists (select from team_member t where t.team_id = g.team_id and t.account_id = me.id))""");

    private record Key(long accountId, RepositoryName name) {}

    private record Remembered(long stamp, RepositoryAccess access) {}

    private final Jdbi jdbi;
    private final Epoch epoch;
    private final boolean createOnPush;
    private final Cache<Key, Remembered> remembered =
            Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).build();

    AccessControl(
            Jdbi jdbi,
            Epochs epochs,
            @ConfigProperty(name = "portcullis.create-on-push", defaultValue = "true") boolean createOnPush) {
        this.jdbi = jdbi;
        this.epoch = epochs.access();
        this.createOnPush = createOnPush;
    }

    /**
     * What this caller may do to that repository just now. Costs one query, or none while it is remembered; only what
     * exists is remembered, so a repository created a moment ago is seen at once.
     *
     * <p>For a repository that does not exist, one who may create it is allowed to look (and will find nothing), and to
     * push where {@code portcullis.create-on-push} is on and the namespace exists or the caller is the administrator.
     * Anyone else is allowed nothing.
     */
    public RepositoryAccess decide(Caller caller, RepositoryName name) {
        long accountId = caller instanceof Caller.SignedIn in ? in.accountId() : NOBODY;
        Key key = new Key(accountId, name);
        Remembered hit = remembered.getIfPresent(key);
        if (hit != null && epoch.isCurrent(hit.stamp())) {
            return hit.access();
        }
        long stamp = epoch.generation();
        RepositoryAccess access = ask(accountId, name);
        if (access.id() != null) {
            remembered.put(key, new Remembered(stamp, access));
        }
        return access;
    }

    /** Whether the first component of the name is an account. Not remembered; only to explain a refusal. */
    public boolean namespaceExists(RepositoryName name) {
        return jdbi.withHandle(h -> h.createQuery("select count(*) from account where name = :name")
                        .bind("name", name.namespace())
                        .mapTo(Integer.class)
                        .one()
                > 0);
    }

    private RepositoryAccess ask(long accountId, RepositoryName name) {
        return jdbi.withHandle(h -> h.createQuery(DECISION)
                .bind("namespace", name.namespace())
                .bind("name", name.toString())
                .bind("account", accountId)
                .map((row, _) -> decide(row, accountId, name))
                .one());
    }

    private RepositoryAccess decide(ResultSet row, long accountId, RepositoryName name) throws SQLException {
        Long repository = nullable(row, "repository_id");
        if (accountId != NOBODY && !row.getBoolean("active")) {
            return new RepositoryAccess(name, repository, Set.of());
        }
        Level level = level(row, accountId);
        if (repository != null) {
            return new RepositoryAccess(name, repository, level == null ? Set.of() : level.actions());
        }
        if (!managesNamespace(row, accountId)) {
            return new RepositoryAccess(name, null, Set.of());
        }
        boolean creatable = createOnPush && (nullable(row, "namespace_id") != null || row.getBoolean("administrator"));
        return new RepositoryAccess(name, null, creatable ? ALL : ALL_BUT_PUSH);
    }

    private static @Nullable Level level(ResultSet row, long accountId) throws SQLException {
        if (managesNamespace(row, accountId)) {
            return Level.ADMIN;
        }
        Level highest = max(granted(row, "repository_level"), granted(row, "namespace_level"));
        return highest != null && isUserNamespace(row) ? Level.READ_ONLY : highest;
    }

    private static boolean managesNamespace(ResultSet row, long accountId) throws SQLException {
        if (accountId == NOBODY) {
            return false;
        }
        if (row.getBoolean("administrator") || row.getBoolean("owner")) {
            return true;
        }
        return isUserNamespace(row)
                ? row.getLong("namespace_id") == accountId
                : granted(row, "namespace_level") == Level.ADMIN;
    }

    private static boolean isUserNamespace(ResultSet row) throws SQLException {
        return "user".equals(row.getString("kind"));
    }

    private static @Nullable Level granted(ResultSet row, String column) throws SQLException {
        int strength = row.getInt(column);
        if (row.wasNull()) {
            return null;
        }
        return switch (strength) {
            case 2 -> Level.ADMIN;
            case 1 -> Level.READ_WRITE;
            default -> Level.READ_ONLY;
        };
    }

    private static @Nullable Level max(@Nullable Level one, @Nullable Level other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static @Nullable Long nullable(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }
}
