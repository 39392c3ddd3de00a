package dev.portcullis.api;

import dev.portcullis.access.Teams;
import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.RequiresOwner;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.util.function.Function;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Teams of an organization and their members. */
@Path("/api/v1/organizations/{org}/teams")
@RunOnVirtualThread
public class TeamsResource {
    private final Teams teams;
    private final CurrentAccess current;

    /** A new team. */
    public record NewTeam(@Nullable String name, boolean creator) {}

    /** Whether members may create repositories. */
    public record TeamChange(@Nullable Boolean creator) {}

    TeamsResource(Teams teams, CurrentAccess current) {
        this.teams = teams;
        this.current = current;
    }

    /** A page of the teams, by name. */
    @GET
    @RequiresOwner(lookOnly = true)
    public Listing<Teams.Team> list(
            @RestPath String org,
            @RestQuery @Nullable String after,
            @RestQuery @DefaultValue(Listing.DEFAULT_LIMIT) int limit) {
        return Listing.of(after, limit, (last, most) -> teams.describe(org, last, most), Teams.Team::name);
    }

    /** Creates a team. */
    @POST
    @RequiresOwner
    public RestResponse<Teams.Team> create(@RestPath String org, NewTeam wish) {
        Confirmation.body(wish);
        String name = Confirmation.given(wish.name(), "name");
        teams.create(by(), org, name);
        if (wish.creator()) {
            teams.setCreator(by(), org, name, true);
        }
        return RestResponse.status(RestResponse.Status.CREATED, new Teams.Team(name, wish.creator(), 0, null));
    }

    /** Changes what is given. */
    @PATCH
    @Path("{team}")
    @RequiresOwner
    public void change(@RestPath String org, @RestPath String team, TeamChange change) {
        Confirmation.body(change);
        teams.setCreator(by(), org, team, Confirmation.given(change.creator(), "creator"));
    }

    /** Deletes a team, and with it what it was granted; the name has to be repeated in {@code confirm}. */
    @DELETE
    @Path("{team}")
    @RequiresOwner
    public void delete(@RestPath String org, @RestPath String team, @RestQuery @Nullable String confirm) {
        Confirmation.require(confirm, team);
        teams.delete(by(), org, team);
    }

    /** A page of the members, by name. */
    @GET
    @Path("{team}/members")
    @RequiresOwner(lookOnly = true)
    public Listing<String> members(
            @RestPath String org,
            @RestPath String team,
            @RestQuery @Nullable String after,
            @RestQuery @DefaultValue(Listing.DEFAULT_LIMIT) int limit) {
        return Listing.of(after, limit, (last, most) -> teams.members(org, team, last, most), Function.identity());
    }

    /** Adds a member of the organization to the team. */
    @PUT
    @Path("{team}/members/{user}")
    @RequiresOwner
    public void addMember(@RestPath String org, @RestPath String team, @RestPath String user) {
        teams.addMember(by(), org, team, user);
    }

    /** Takes a member out of the team. */
    @DELETE
    @Path("{team}/members/{user}")
    @RequiresOwner
    public void removeMember(@RestPath String org, @RestPath String team, @RestPath String user) {
        teams.removeMember(by(), org, team, user);
    }

    private String by() {
        return current.caller().displayName();
    }
}
