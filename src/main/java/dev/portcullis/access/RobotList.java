package dev.portcullis.access;

import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Robots as they are listed: with what they may do, and with their secrets, of which no more than a hint is known. */
@Singleton
public final class RobotList {
    private static final String ROBOTS = """
            select * from (
                select a.id, a.name, a.kind, o.name as organization, r.description, a.active, r.expires_at, r.created_by,
                    p.name as responsible,
                    case when r.responsible_id is null then r.created_by <> 'system'
                        else not (p.active and (p.administrator or exists (
                            select 1 from organization_member m
                            where m.organization_id = r.organization_id and m.account_id = p.id and m.owner))) end
                        as needs_review
                from robot r join account a on a.id = r.account_id left join account o on o.id = r.organization_id
                left join account p on p.id = r.responsible_id) a""";

    private final AccessChanges changes;

    /** A secret as it stands in a list. */
    public record Secret(
            long id,
            String hint,
            Instant createdAt,
            @Nullable Instant validUntil,
            @Nullable Instant lastUsedAt,
            @Nullable String lastClient) {}

    /**
     * A robot as it stands in a list. It needs a review when who answers for it is gone, deactivated, or no owner of its
     * organization any more: see {@link Robots#takeOver}.
     */
    public record Robot(
            String name,
            @Nullable String organization,
            String description,
            boolean active,
            @Nullable Instant expiresAt,
            String createdBy,
            @Nullable String responsible,
            boolean needsReview,
            List<Robots.Permission> permissions,
            List<Secret> secrets) {}

    RobotList(AccessChanges changes) {
        this.changes = changes;
    }

    /** The robot of that name. */
    public Optional<Robot> find(String name) {
        return changes.read(handle -> handle.createQuery(ROBOTS + " where a.name = :name")
                .bind("name", name)
                .map((row, context) -> robot(handle, row))
                .findOne());
    }

    /**
     * Up to {@code limit} robots in byte order whose names are after {@code last}: of an organization, of none for
     * {@value Robots#SYSTEM}, or all for null.
     */
    public List<Robot> list(@Nullable String organization, @Nullable String last, int limit) {
        return list(organization, false, last, limit);
    }

    /** As {@link #list(String, String, int)}, or only those that need a review. */
    public List<Robot> list(@Nullable String organization, boolean toReview, @Nullable String last, int limit) {
        return changes.read(handle -> handle.createQuery(ROBOTS + """
                         where a.kind = 'robot' and a.name > :last
                        and (cast(:within as text) is null or coalesce(a.organization, 'system') = :within)
                        and (a.needs_review or not :toReview)
                        order by a.name limit :limit""")
                .bind("last", last == null ? "" : last)
                .bind("within", organization)
                .bind("toReview", toReview)
                .bind("limit", limit)
                .map((row, context) -> robot(handle, row))
                .list());
    }

    private static Robot robot(Handle handle, ResultSet row) throws SQLException {
        long id = row.getLong("id");
        return new Robot(
                row.getString("name"),
                row.getString("organization"),
                row.getString("description"),
                row.getBoolean("active"),
                AccessTokens.instant(row, "expires_at"),
                row.getString("created_by"),
                row.getString("responsible"),
                row.getBoolean("needs_review"),
                permissions(handle, id),
                secrets(handle, id));
    }

    private static List<Robots.Permission> permissions(Handle handle, long id) {
        return handle.select("select pattern, actions from robot_permission where account_id = ? order by pattern", id)
                .map((row, context) ->
                        new Robots.Permission(row.getString("pattern"), AccessTokens.texts(row, "actions")))
                .list();
    }

    private static List<Secret> secrets(Handle handle, long id) {
        return handle.select("""
                        select s.id, s.hint, s.created_at, s.valid_until, u.used_at, u.client from robot_secret s
                        left join credential_use u on u.credential = 'robot-secret:' || s.id
                        where s.account_id = ? order by s.id""", id)
                .map((row, context) -> new Secret(
                        row.getLong("id"),
                        row.getString("hint"),
                        row.getTimestamp("created_at").toInstant(),
                        AccessTokens.instant(row, "valid_until"),
                        AccessTokens.instant(row, "used_at"),
                        row.getString("client")))
                .list();
    }
}
