package dev.portcullis.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.access.AccessChanges;
import dev.portcullis.access.Account;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.event.Events;
import dev.portcullis.event.RegistryEvent;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Which source decides the members of which team. {@code by} is who acts, as in {@link IdentitySources}. */
@Singleton
public final class TeamSyncs {
    private final AccessChanges changes;
    private final IdentitySources sources;
    private final ObjectMapper json;

    /** The source of a team, and what it is to look for there; read by the source's kind. */
    public record TeamSync(String source, JsonNode settings) {}

    TeamSyncs(AccessChanges changes, IdentitySources sources, ObjectMapper json) {
        this.changes = changes;
        this.sources = sources;
        this.json = json;
    }

    /** The source of a team, or none where its members are kept by hand. */
    public Optional<TeamSync> find(String organization, String team) {
        return changes.read(handle -> handle.createQuery("""
                        select s.name, t.settings::text as settings
                        from team_sync t join identity_source s on s.id = t.source_id where t.team_id = :team""")
                .bind("team", idOf(handle, organization, team))
                .map((row, _) -> new TeamSync(row.getString("name"), read(row.getString("settings"))))
                .findOne());
    }

    /**
     * Lets a source decide the members; it does so at its next synchronization, or as people sign in. {@link
     * ErrorCode#REQUEST_INVALID} when the settings will not do.
     */
    public void put(String by, String organization, String team, String source, JsonNode settings) {
        IdentitySource found = sources.byName(source);
        JsonNode checked = sources.kind(found.kind()).checkTeam(settings);
        changes.make(handle -> {
            handle.createUpdate("""
                            insert into team_sync (team_id, source_id, settings) values (:team, :source, :settings::jsonb)
                            on conflict (team_id) do update
                            set source_id = excluded.source_id, settings = excluded.settings""")
                    .bind("team", idOf(handle, organization, team))
                    .bind("source", found.id())
                    .bind("settings", checked.toString())
                    .execute();
            record(handle, "team.sync_set", by, organization, team + " " + source);
            return team;
        });
    }

    /** Takes the team back: its members stay and are kept by hand again. */
    public void delete(String by, String organization, String team) {
        changes.make(handle -> {
            int rows = handle.execute("delete from team_sync where team_id = ?", idOf(handle, organization, team));
            if (rows == 0) {
                throw new RegistryException(ErrorCode.NOT_FOUND, "No source decides the members of that team.");
            }
            record(handle, "team.sync_removed", by, organization, team);
            return rows;
        });
    }

    private static long idOf(Handle handle, String organization, String team) {
        return AccessChanges.teamIdOf(
                handle, AccessChanges.idOf(handle, Account.Kind.ORGANIZATION, organization), team);
    }

    private JsonNode read(String settings) {
        try {
            return json.readTree(settings);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("settings of a synchronized team are no JSON", e);
        }
    }

    private static void record(Handle handle, String kind, String by, String organization, String detail) {
        Events.record(handle, new RegistryEvent.AccountChanged(kind, by, organization, detail));
    }
}
