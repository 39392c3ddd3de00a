package dev.portcullis.console;

import dev.portcullis.access.AccountLifecycle;
import dev.portcullis.access.Grant;
import dev.portcullis.access.Grants;
import dev.portcullis.access.Organizations;
import dev.portcullis.access.Roles;
import dev.portcullis.auth.ForBrowsers;
import dev.portcullis.auth.RequiresAdministrator;
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
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** What is granted on all repositories of an organization, its name and its end. */
@Path("/organizations/{org}/settings")
@ForBrowsers
@RunOnVirtualThread
public class OrganizationSettingsPages {
    private static final int MOST_ROLES = 200;

    private final Organizations organizations;
    private final AccountLifecycle lifecycle;
    private final Grants grants;
    private final Roles roles;
    private final OrganizationHead.Maker heads;
    private final Visit visit;

    OrganizationSettingsPages(
            Organizations organizations,
            AccountLifecycle lifecycle,
            Grants grants,
            Roles roles,
            OrganizationHead.Maker heads,
            Visit visit) {
        this.organizations = organizations;
        this.lifecycle = lifecycle;
        this.grants = grants;
        this.roles = roles;
        this.heads = heads;
        this.visit = visit;
    }

    @CheckedTemplate
    static final class Templates {
        private Templates() {}

        static native TemplateInstance settings(
                OrganizationHead head,
                List<RepositoryAccessPages.Granted> grants,
                List<String> roles,
                String newName,
                Problem problem);
    }

    /** The tab. */
    @GET
    @RequiresOwner(lookOnly = true)
    public RestResponse<String> settings(@PathParam("org") String org) {
        return page(200, org, org, Problem.NONE);
    }

    private RestResponse<String> page(int status, String org, String newName, Problem problem) {
        List<RepositoryAccessPages.Granted> granted = grants.list(new Grant.Target.Namespace(org)).stream()
                .map(grant -> new RepositoryAccessPages.Granted(grant.subject().notation(), grant.role()))
                .toList();
        List<String> names =
                roles.list(null, MOST_ROLES).stream().map(Roles.Role::name).toList();
        return Page.of(status, Templates.settings(heads.of(org, "settings"), granted, names, newName, problem));
    }

    /** Grants a role on all repositories. */
    @POST
    @Path("/grant")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresOwner
    public RestResponse<String> grant(
            @PathParam("org") String org, @RestForm @Nullable String subject, @RestForm @Nullable String role) {
        String to = Paging.orEmpty(subject);
        try {
            grants.grant(
                    visit.name(),
                    new Grant(
                            RepositoryAccessPages.subject(to), new Grant.Target.Namespace(org), Paging.orEmpty(role)));
            return Page.goTo(path(org), Done.ADDED, to);
        } catch (RegistryException refused) {
            return page(refused.code().status(), org, org, Problem.of(refused));
        }
    }

    /** Takes a grant back. */
    @POST
    @Path("/revoke")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresOwner
    public RestResponse<String> revoke(@PathParam("org") String org, @RestForm @Nullable String subject) {
        String from = Paging.orEmpty(subject);
        try {
            grants.revoke(visit.name(), RepositoryAccessPages.subject(from), new Grant.Target.Namespace(org));
            return Page.goTo(path(org), Done.REMOVED, from);
        } catch (RegistryException refused) {
            return page(refused.code().status(), org, org, Problem.of(refused));
        }
    }

    /** Gives it another name. */
    @POST
    @Path("/rename")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresAdministrator
    public RestResponse<String> rename(@PathParam("org") String org, @RestForm("new-name") @Nullable String newName) {
        String typed = Paging.orEmpty(newName);
        requireThere(org);
        try {
            lifecycle.rename(visit.name(), org, typed);
            return Page.goTo("/organizations/" + typed, Done.RENAMED, typed);
        } catch (RegistryException refused) {
            return page(refused.code().status(), org, typed, Problem.of(refused));
        }
    }

    /** Says what would go, and asks for the name. */
    @GET
    @Path("/delete")
    @RequiresAdministrator
    public RestResponse<String> ask(@PathParam("org") String org) {
        requireThere(org);
        return ask(200, org, Problem.NONE);
    }

    private RestResponse<String> ask(int status, String org, Problem problem) {
        PeopleWords words = visit.words(PeopleWords.class);
        return new Confirmation(
                        words.deleteOrg(org),
                        words.deleteOrgLead(),
                        told(lifecycle.belongings(org), words),
                        path(org) + "/delete",
                        org,
                        path(org))
                .page(status, problem);
    }

    /** What goes with an account, in the words of the reader. */
    static List<String> told(AccountLifecycle.Belongings goes, PeopleWords words) {
        List<String> told = new ArrayList<>();
        if (goes.repositories() > 0) {
            told.add(words.countRepositories(goes.repositories()));
        }
        if (goes.teams() > 0) {
            told.add(words.countTeams(goes.teams()));
        }
        if (goes.robots() > 0) {
            told.add(words.countRobots(goes.robots()));
        }
        if (goes.memberships() > 0) {
            told.add(words.countMembers(goes.memberships()));
        }
        if (goes.grants() > 0) {
            told.add(words.countGrants(goes.grants()));
        }
        if (goes.accessTokens() > 0) {
            told.add(words.countTokens(goes.accessTokens()));
        }
        if (!goes.lastOwnerOf().isEmpty()) {
            told.add(words.lastOwner(String.join(", ", goes.lastOwnerOf())));
        }
        return told;
    }

    /** Deletes it, when its name was typed. */
    @POST
    @Path("/delete")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresAdministrator
    public RestResponse<String> delete(@PathParam("org") String org, @RestForm @Nullable String typed) {
        requireThere(org);
        if (!org.equals(Paging.orEmpty(typed))) {
            return ask(400, org, Problem.of(visit.words(Words.class).typedWrong()));
        }
        try {
            organizations.delete(visit.name(), org);
            return Page.goTo("/organizations", Done.DELETED, org);
        } catch (RegistryException refused) {
            return ask(refused.code().status(), org, Problem.of(refused));
        }
    }

    private void requireThere(String org) {
        if (!organizations.exists(org)) {
            throw new RegistryException(ErrorCode.NOT_FOUND, "There is no organization " + org + ".");
        }
    }

    private static String path(String org) {
        return "/organizations/" + org + "/settings";
    }
}
