package dev.portcullis.access;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.event.Events;
import dev.portcullis.event.RegistryEvent;
import dev.portcullis.reference.RepositoryName;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/** Teams of organizations: those who are granted the same. {@code by} is who acts, as in {@link Accounts}. */
@Singleton
public final class Teams {
    /** For the conditions behind it: {@code t} is the team. */
    private static final String DESCRIBED = """
            select t.name, t.creator, s.name as source,
                (select count(*) from team_member m where m.team_id = t.id) as members
            from team t left join team_sync y on y.team_id = t.id
            left join identity_source s on s.id = y.source_id
            where t.organization_id = ?""";

    private static final RowMapper<Team> READ = (row, context) ->
            new Team(row.getString("name"), row.getBoolean("creator"), row.getInt("members"), row.getString("source"));

    private final AccessChanges changes;

    Teams(AccessChanges changes) {
        this.changes = changes;
    }

    /** Creates a team; {@link ErrorCode#CONFLICT} when the organization has one of that name. */
    public void create(String by, String organization, String team) {
        if (team.length() > AccountName.MAX_LENGTH || !RepositoryName.isComponent(team)) {
            throw new RegistryException(
                    ErrorCode.NAME_INVALID, "The name of a team keeps the rules of the name of an organization.");
        }
        changes.make(handle -> {
            int rows = handle.execute(
                    "insert into team (organization_id, name) values (?, ?) on conflict do nothing",
                    AccessChanges.idOf(handle, Account.Kind.ORGANIZATION, organization),
                    team);
            if (rows == 0) {
                throw new RegistryException(ErrorCode.CONFLICT, "There is a team " + team + " already.");
            }
            record(handle, "team.created", by, organization, team);
            return rows;
        });
    }

    /** A team as it stands in a list; {@code source} is the identity source that decides its members, or null. */
    public record Team(
            String name,
            boolean creator,
            int members,
            @Nullable String source) {}

    /** Lets the members of a team create repositories, whose admin they become, or no longer. */
    public void setCreator(String by, String organization, String team, boolean creator) {
        changes.make(handle -> {
            long id = idOf(handle, organization, team);
            handle.execute("update team set creator = ? where id = ?", creator, id);
            record(handle, creator ? "team.creator_given" : "team.creator_taken", by, organization, team);
            return id;
        });
    }

    /** Up to {@code limit} teams in byte order whose names are after {@code last}, with what is told of them. */
    public List<Team> describe(String organization, @Nullable String last, int limit) {
        return changes.read(handle -> handle.select(
                        DESCRIBED + " and t.name > ? order by t.name limit ?",
                        AccessChanges.idOf(handle, Account.Kind.ORGANIZATION, organization),
                        last == null ? "" : last,
                        limit)
                .map(READ)
                .list());
    }

    /** The team of that name, as {@link #describe} tells of it. */
    public Optional<Team> find(String organization, String team) {
        return changes.read(handle -> handle.select(
                        DESCRIBED + " and t.name = ?",
                        AccessChanges.idOf(handle, Account.Kind.ORGANIZATION, organization),
                        team)
                .map(READ)
                .findOne());
    }

    /** Who decides on the members of a synchronized team is its source: {@link ErrorCode#CONFLICT}. */
    private static void requireByHand(Handle handle, String organization, String team) {
        handle.select("""
                        select s.name from team_sync y join identity_source s on s.id = y.source_id
                        where y.team_id = ?""", idOf(handle, organization, team))
                .mapTo(String.class)
                .findOne()
                .ifPresent(source -> {
                    throw new RegistryException(
                            ErrorCode.CONFLICT,
                            "The members of " + team + " come from " + source + ". Change them there, or end the"
                                    + " synchronization of the team first.");
                });
    }

    /** Deletes a team; what it was granted is gone. */
    public void delete(String by, String organization, String team) {
        changes.make(handle -> {
            record(handle, "team.deleted", by, organization, team);
            return handle.execute("delete from team where id = ?", idOf(handle, organization, team));
        });
    }

    /** Up to {@code limit} teams in byte order whose names are after {@code last}. */
    public List<String> list(String organization, @Nullable String last, int limit) {
        return changes.read(handle -> handle.select(
                        "select name from team where organization_id = ? and name > ? order by name limit ?",
                        AccessChanges.idOf(handle, Account.Kind.ORGANIZATION, organization),
                        last == null ? "" : last,
                        limit)
                .mapTo(String.class)
                .list());
    }

    /** Up to {@code limit} members in byte order whose names are after {@code last}. */
    public List<String> members(String organization, String team, @Nullable String last, int limit) {
        return changes.read(
                handle -> handle.select("""
                        select a.name from team_member m join account a on a.id = m.account_id
                        where m.team_id = ? and a.name > ? order by a.name limit ?""", idOf(handle, organization, team), last == null ? "" : last, limit)
                        .mapTo(String.class)
                        .list());
    }

    /** Adds a member of the organization to the team; {@link ErrorCode#CONFLICT} for anyone else. */
    public void addMember(String by, String organization, String team, String user) {
        changes.make(handle -> {
            requireByHand(handle, organization, team);
            long organizationId = AccessChanges.idOf(handle, Account.Kind.ORGANIZATION, organization);
            long userId = AccessChanges.idOf(handle, Account.Kind.USER, user);
            // Locked, so that whoever leaves the organization meanwhile does not stay in the team.
            boolean member = handle.select(
                            "select 1 from organization_member where organization_id = ? and account_id = ? for share",
                            organizationId,
                            userId)
                    .mapTo(Integer.class)
                    .findOne()
                    .isPresent();
            if (!member) {
                throw new RegistryException(
                        ErrorCode.CONFLICT,
                        user + " is not a member of " + organization + ". Add them to the organization first.");
            }
            record(handle, "team.member_added", by, organization, team + "/" + user);
            return handle.execute(
                    "insert into team_member (team_id, account_id) values (?, ?) on conflict do nothing",
                    AccessChanges.teamIdOf(handle, organizationId, team),
                    userId);
        });
    }

    /** Takes a member out of the team. */
    public void removeMember(String by, String organization, String team, String user) {
        changes.make(handle -> {
            requireByHand(handle, organization, team);
            record(handle, "team.member_removed", by, organization, team + "/" + user);
            return handle.execute(
                    "delete from team_member where team_id = ? and account_id = ?",
                    idOf(handle, organization, team),
                    AccessChanges.idOf(handle, Account.Kind.USER, user));
        });
    }

    private static long idOf(Handle handle, String organization, String team) {
        return AccessChanges.teamIdOf(
                handle, AccessChanges.idOf(handle, Account.Kind.ORGANIZATION, organization), team);
    }

    private static void record(Handle handle, String kind, String by, String organization, String detail) {
        Events.record(handle, new RegistryEvent.AccountChanged(kind, by, organization, detail));
    }
}
