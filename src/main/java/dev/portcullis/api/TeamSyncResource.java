package dev.portcullis.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.RequiresAdministrator;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.identity.TeamSyncs;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/**
 * Which source decides the members of a team. For administrators, not for owners: whoever sets a search of the directory
 * learns from it whom the directory holds.
 */
@Path("/api/v1/organizations/{org}/teams/{team}/sync")
@RunOnVirtualThread
public class TeamSyncResource {
    private final TeamSyncs syncs;
    private final CurrentAccess current;

    /** The source, and what it is to look for. */
    public record Wish(@Nullable String source, @Nullable JsonNode settings) {}

    TeamSyncResource(TeamSyncs syncs, CurrentAccess current) {
        this.syncs = syncs;
        this.current = current;
    }

    /** The source of the team. */
    @GET
    @RequiresAdministrator
    public TeamSyncs.TeamSync get(@RestPath String org, @RestPath String team) {
        return syncs.find(org, team)
                .orElseThrow(() ->
                        new RegistryException(ErrorCode.NOT_FOUND, "No source decides the members of that team."));
    }

    /** Lets a source decide the members. */
    @PUT
    @RequiresAdministrator
    public TeamSyncs.TeamSync put(@RestPath String org, @RestPath String team, Wish wish) {
        Confirmation.body(wish);
        syncs.put(
                current.caller().displayName(),
                org,
                team,
                Confirmation.given(wish.source(), "source"),
                Confirmation.given(wish.settings(), "settings"));
        return get(org, team);
    }

    /** Takes the team back; its members stay. */
    @DELETE
    @RequiresAdministrator
    public void delete(@RestPath String org, @RestPath String team) {
        syncs.delete(current.caller().displayName(), org, team);
    }
}
