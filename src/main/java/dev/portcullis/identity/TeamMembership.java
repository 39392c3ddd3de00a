package dev.portcullis.identity;

import dev.portcullis.event.Events;
import dev.portcullis.event.RegistryEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Makes the members of a synchronized team what the source says; nothing is written where nothing changed. */
public final class TeamMembership {
    private TeamMembership() {}

    /** What came of it. */
    public record Change(List<String> added, List<String> removed) {}

    /**
     * Sets the members of a team to exactly these accounts, who become members of its organization too; in a
     * transaction that goes on. Who is taken out of the team stays a member of the organization.
     */
    public static Change set(Handle handle, String by, long teamId, Collection<Long> accountIds) {
        List<String> added = add(handle, by, teamId, accountIds);
        List<String> removed = names(handle, """
                with removed as (delete from team_member
                    where team_id = :team and account_id <> all(:wanted) returning account_id)
                select name from account where id in (select account_id from removed) order by name""", teamId, accountIds);
        tell(handle, by, teamId, List.of(), removed);
        return new Change(added, removed);
    }

    /** Adds these accounts to a team and its organization; the names of those that were not in it. */
    public static List<String> add(Handle handle, String by, long teamId, Collection<Long> accountIds) {
        handle.createUpdate("""
                        insert into organization_member (organization_id, account_id)
                        select t.organization_id, a.id from team t, account a
                        where t.id = :team and a.id = any(:wanted) and not exists (select from organization_member m
                            where m.organization_id = t.organization_id and m.account_id = a.id)
                        on conflict do nothing""")
                .bind("team", teamId)
                .bindArray("wanted", Long.class, accountIds.toArray())
                .execute();
        List<String> added = names(handle, """
                with added as (insert into team_member (team_id, account_id)
                    select :team, a.id from account a where a.id = any(:wanted) and not exists (
                        select from team_member m where m.team_id = :team and m.account_id = a.id)
                    on conflict do nothing returning account_id)
                select name from account where id in (select account_id from added) order by name""", teamId, accountIds);
        tell(handle, by, teamId, added, List.of());
        return added;
    }

    /** Takes these accounts out of a team; the names of those that were in it. */
    public static List<String> remove(Handle handle, String by, long teamId, Collection<Long> accountIds) {
        List<String> removed = names(handle, """
                with removed as (delete from team_member
                    where team_id = :team and account_id = any(:wanted) returning account_id)
                select name from account where id in (select account_id from removed) order by name""", teamId, accountIds);
        tell(handle, by, teamId, List.of(), removed);
        return removed;
    }

    /** Puts one account into those of the teams that it belongs into, of all that this source decides. */
    public static void setTeamsOf(
            Handle handle, String by, long sourceId, long accountId, Collection<Long> teamsItBelongsInto) {
        List<Long> teams = handle.select("select team_id from team_sync where source_id = ?", sourceId)
                .mapTo(Long.class)
                .list();
        for (long team : teams) {
            List<Long> members =
                    new ArrayList<>(handle.select("select account_id from team_member where team_id = ?", team)
                            .mapTo(Long.class)
                            .list());
            boolean belongs = teamsItBelongsInto.contains(team);
            if (belongs != members.contains(accountId)) {
                if (belongs) {
                    members.add(accountId);
                } else {
                    members.remove(accountId);
                }
                set(handle, by, team, members);
            }
        }
    }

    private static List<String> names(Handle handle, String sql, long teamId, Collection<Long> wanted) {
        return handle.createQuery(sql)
                .bind("team", teamId)
                .bindArray("wanted", Long.class, wanted.toArray())
                .mapTo(String.class)
                .list();
    }

    private static void tell(Handle handle, String by, long teamId, List<String> added, List<String> removed) {
        if (added.isEmpty() && removed.isEmpty()) {
            return;
        }
        String team = handle.select(
                        "select o.name || '/' || t.name from team t join account o on o.id = t.organization_id where t.id = ?",
                        teamId)
                .mapTo(String.class)
                .one();
        String organization = team.substring(0, team.indexOf('/'));
        String name = team.substring(team.indexOf('/') + 1);
        added.forEach(user -> Events.record(
                handle, new RegistryEvent.AccountChanged("team.member_added", by, organization, name + "/" + user)));
        removed.forEach(user -> Events.record(
                handle, new RegistryEvent.AccountChanged("team.member_removed", by, organization, name + "/" + user)));
    }
}
