package dev.portcullis.console;

import dev.portcullis.access.Grant;
import dev.portcullis.access.Grants;
import dev.portcullis.access.Teams;
import dev.portcullis.auth.ForBrowsers;
import dev.portcullis.auth.RequiresOwner;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.function.Function;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The teams of an organization, and who is in them. */
@Path("/organizations/{org}/teams")
@ForBrowsers
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class TeamPages {
    private final Teams teams;
    private final Grants grants;
    private final OrganizationHead.Maker heads;
    private final Visit visit;

    TeamPages(Teams teams, Grants grants, OrganizationHead.Maker heads, Visit visit) {
        this.grants = grants;
        this.teams = teams;
        this.heads = heads;
        this.visit = visit;
    }

    /**
     * What a team is granted.
     *
     * @param repository the page of it; null for all below a name
     */
    public record Granted(String on, String role, @Nullable String repository) {
        static Granted of(Grant grant) {
            OrganizationSettingsPages.Granted told = OrganizationSettingsPages.Granted.of(grant);
            return new Granted(
                    told.on(), told.role(), grant.target() instanceof Grant.Target.Repository ? told.on() : null);
        }
    }

    @CheckedTemplate
    static final class Templates {
        private Templates() {}

        static native TemplateInstance list(OrganizationHead head, Paging<Teams.Team> list, Problem problem);

        static native TemplateInstance team(
                OrganizationHead head,
                Teams.Team team,
                List<TeamPages.Granted> grants,
                Paging<String> list,
                Problem problem);
    }

    /** The teams. */
    @GET
    @RequiresOwner(lookOnly = true)
    public RestResponse<String> list(@PathParam("org") String org, @RestQuery @Nullable String after) {
        return list(200, org, Paging.orEmpty(after), Problem.NONE);
    }

    private RestResponse<String> list(int status, String org, String after, Problem problem) {
        OrganizationHead head = heads.of(org, "teams");
        Paging<Teams.Team> list = Paging.of(
                path(org),
                Paging.Query.NONE,
                after,
                (last, limit) -> teams.describe(org, last, limit),
                Teams.Team::name);
        return Page.of(status, Templates.list(head, list, problem));
    }

    /** Makes one. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresOwner
    public RestResponse<String> create(
            @PathParam("org") String org, @RestForm @Nullable String name, @RestForm @Nullable String creator) {
        String typed = Paging.orEmpty(name);
        try {
            teams.create(visit.name(), org, typed);
            if ("yes".equals(creator)) {
                teams.setCreator(visit.name(), org, typed, true);
            }
            return Page.goTo(path(org) + "/" + typed, Done.CREATED, typed);
        } catch (RegistryException refused) {
            return list(refused.code().status(), org, "", Problem.of(refused));
        }
    }

    /** One team. */
    @GET
    @Path("/{team}")
    @RequiresOwner(lookOnly = true)
    public RestResponse<String> team(
            @PathParam("org") String org, @PathParam("team") String team, @RestQuery @Nullable String after) {
        return team(200, org, team, Paging.orEmpty(after), Problem.NONE);
    }

    private RestResponse<String> team(int status, String org, String team, String after, Problem problem) {
        Paging<String> list = Paging.of(
                path(org) + "/" + team,
                Paging.Query.NONE,
                after,
                (last, limit) -> teams.members(org, team, last, limit),
                Function.identity());
        Teams.Team found = find(org, team);
        List<Granted> granted =
                grants.ofTeam(org, team).stream().map(Granted::of).toList();
        return Page.of(status, Templates.team(heads.of(org, "teams"), found, granted, list, problem));
    }

    private Teams.Team find(String org, String team) {
        return teams.find(org, team)
                .orElseThrow(() ->
                        new RegistryException(ErrorCode.NOT_FOUND, "There is no team " + team + " in " + org + "."));
    }

    /** Adds a member of the organization. */
    @POST
    @Path("/{team}/members")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresOwner
    public RestResponse<String> add(
            @PathParam("org") String org, @PathParam("team") String team, @RestForm @Nullable String user) {
        String name = Paging.orEmpty(user);
        return changeMembers(org, team, name, Done.ADDED, () -> teams.addMember(visit.name(), org, team, name));
    }

    /** Takes a member out. */
    @POST
    @Path("/{team}/members/remove")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresOwner
    public RestResponse<String> remove(
            @PathParam("org") String org, @PathParam("team") String team, @RestForm @Nullable String user) {
        String name = Paging.orEmpty(user);
        return changeMembers(org, team, name, Done.REMOVED, () -> teams.removeMember(visit.name(), org, team, name));
    }

    private RestResponse<String> changeMembers(String org, String team, String name, Done done, Runnable change) {
        try {
            change.run();
            return Page.goTo(path(org) + "/" + team, done, name);
        } catch (RegistryException refused) {
            return team(refused.code().status(), org, team, "", Problem.of(refused));
        }
    }

    /** Lets its members create repositories, or no longer. */
    @POST
    @Path("/{team}/creator")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresOwner
    public RestResponse<String> creator(
            @PathParam("org") String org, @PathParam("team") String team, @RestForm @Nullable String creator) {
        teams.setCreator(visit.name(), org, team, "yes".equals(creator));
        return Page.goTo(path(org) + "/" + team, Done.SAVED, "");
    }

    /** Says what would go, and asks for the name. */
    @GET
    @Path("/{team}/delete")
    @RequiresOwner
    public RestResponse<String> ask(@PathParam("org") String org, @PathParam("team") String team) {
        return ask(200, org, team, Problem.NONE);
    }

    private RestResponse<String> ask(int status, String org, String team, Problem problem) {
        PeopleWords words = visit.words(PeopleWords.class);
        String here = path(org) + "/" + find(org, team).name();
        return new Confirmation(words.deleteTeam(team), words.deleteTeamLead(), List.of(), here + "/delete", team, here)
                .page(status, problem);
    }

    /** Deletes it, when its name was typed. */
    @POST
    @Path("/{team}/delete")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresOwner
    public RestResponse<String> delete(
            @PathParam("org") String org, @PathParam("team") String team, @RestForm @Nullable String typed) {
        if (!team.equals(Paging.orEmpty(typed))) {
            return ask(400, org, team, Problem.of(visit.words(Words.class).typedWrong()));
        }
        teams.delete(visit.name(), org, team);
        return Page.goTo(path(org), Done.DELETED, team);
    }

    private static String path(String org) {
        return "/organizations/" + org + "/teams";
    }
}
