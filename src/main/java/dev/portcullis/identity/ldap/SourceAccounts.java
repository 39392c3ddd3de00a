package dev.portcullis.identity.ldap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * The accounts of a source as they stand here: read with one query, whatever their number.
 *
 * @param bySubject in the order of the accounts' names
 */
record SourceAccounts(Map<String, Linked> bySubject, List<SyncedTeam> teams) {

    /**
     * An account and the person that it belongs to.
     *
     * @param deactivatedBySource so that the source may activate it again
     * @param elsewhere known to another source that is switched on
     */
    record Linked(
            long identityId,
            long accountId,
            String subject,
            String login,
            String account,
            String fullName,
            String email,
            boolean active,
            boolean administrator,
            boolean deactivatedBySource,
            boolean elsewhere) {}

    /** How many of the accounts are active. */
    int active() {
        return (int) bySubject.values().stream().filter(Linked::active).count();
    }

    static SourceAccounts load(Handle handle, long sourceId, ObjectMapper json) {
        Map<String, Linked> bySubject = new LinkedHashMap<>();
        handle.createQuery("""
                        select i.id, i.account_id, i.subject, i.login, a.name, a.full_name, a.email, a.active,
                            a.administrator, coalesce(a.deactivated_by = i.source_id, false) as by_source,
                            exists (select from identity o join identity_source s on s.id = o.source_id and s.enabled
                                where o.account_id = i.account_id and o.source_id <> i.source_id) as elsewhere
                        from identity i join account a on a.id = i.account_id
                        where i.source_id = :source order by a.name""")
                .bind("source", sourceId)
                .map((row, _) -> new Linked(
                        row.getLong("id"),
                        row.getLong("account_id"),
                        row.getString("subject"),
                        row.getString("login"),
                        row.getString("name"),
                        row.getString("full_name"),
                        row.getString("email"),
                        row.getBoolean("active"),
                        row.getBoolean("administrator"),
                        row.getBoolean("by_source"),
                        row.getBoolean("elsewhere")))
                .forEach(linked -> bySubject.put(linked.subject(), linked));
        return new SourceAccounts(bySubject, teams(handle, sourceId, json));
    }

    static List<SyncedTeam> teams(Handle handle, long sourceId, ObjectMapper json) {
        return handle.createQuery("""
                        select t.id, o.name as organization, t.name, s.settings::text as settings,
                            array(select m.account_id from team_member m where m.team_id = t.id
                                order by m.account_id) as members,
                            array(select a.name from team_member m join account a on a.id = m.account_id
                                where m.team_id = t.id order by m.account_id) as names
                        from team_sync s join team t on t.id = s.team_id join account o on o.id = t.organization_id
                        where s.source_id = :source order by o.name, t.name""")
                .bind("source", sourceId)
                .map((row, _) -> new SyncedTeam(
                        row.getLong("id"),
                        row.getString("organization"),
                        row.getString("name"),
                        rule(row.getString("settings"), json),
                        members((Long[]) row.getArray("members").getArray(), (String[])
                                row.getArray("names").getArray())))
                .list();
    }

    private static Map<Long, String> members(Long[] ids, String[] names) {
        Map<Long, String> members = new LinkedHashMap<>();
        for (int i = 0; i < ids.length; i++) {
            members.put(ids[i], names[i]);
        }
        return members;
    }

    /** Which of these names an account has, or had a moment ago. */
    static Set<String> taken(Handle handle, Collection<String> names) {
        return new HashSet<>(handle.createQuery("""
                        select name from account where name = any(:names)
                        union select name from retired_name where name = any(:names) and until > now()""")
                .bindArray("names", String.class, names.toArray())
                .mapTo(String.class)
                .list());
    }

    private static MemberRule rule(String settings, ObjectMapper json) {
        try {
            return MemberRule.read(json.readTree(settings));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("settings of a synchronized team are no JSON", e);
        }
    }
}
