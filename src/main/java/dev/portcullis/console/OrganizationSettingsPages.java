package dev.portcullis.console;

import dev.portcullis.access.AccountLifecycle;
import dev.portcullis.access.DefaultGrants;
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
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** What is granted on repositories of an organization together, its name and its end. */
@Path("/organizations/{org}/settings")
@ForBrowsers
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class OrganizationSettingsPages {
    private static final int MOST_ROLES = 200;

    private final Organizations organizations;
    private final AccountLifecycle lifecycle;
    private final Grants grants;
    private final DefaultGrants defaults;
    private final Roles roles;
    private final OrganizationHead.Maker heads;
    private final Visit visit;

    OrganizationSettingsPages(
            Organizations organizations,
            AccountLifecycle lifecycle,
            Grants grants,
            DefaultGrants defaults,
            Roles roles,
            OrganizationHead.Maker heads,
            Visit visit) {
        this.organizations = organizations;
        this.lifecycle = lifecycle;
        this.grants = grants;
        this.defaults = defaults;
        this.roles = roles;
        this.heads = heads;
        this.visit = visit;
    }

    /**
     * A grant within the organization.
     *
     * @param on {@code acme/*} for all repositories, {@code acme/web/*} for a part of them
     */
    public record Granted(String subject, String on, String role) {
        static Granted of(Grant grant) {
            String on = grant.target() instanceof Grant.Target.Namespace whole
                    ? whole.name() + "/*"
                    : grant.target().text();
            return new Granted(grant.subject().notation(), on, grant.role());
        }
    }

    @CheckedTemplate
    static final class Templates {
        private Templates() {}

        static native TemplateInstance settings(
                OrganizationHead head,
                List<OrganizationSettingsPages.Granted> grants,
                List<RepositoryAccessPages.Granted> defaults,
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
        List<Granted> granted = grants.within(org).stream().map(Granted::of).toList();
        List<RepositoryAccessPages.Granted> given = defaults.list(org).stream()
                .map(entry -> new RepositoryAccessPages.Granted(entry.subject().notation(), entry.role()))
                .toList();
        List<String> names =
                roles.list(null, MOST_ROLES).stream().map(Roles.Role::name).toList();
        return Page.of(status, Templates.settings(heads.of(org, "settings"), granted, given, names, newName, problem));
    }

    /** Grants a role on all repositories, or on those below a name. */
    @POST
    @Path("/grant")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresOwner
    public RestResponse<String> grant(
            @PathParam("org") String org,
            @RestForm @Nullable String subject,
            @RestForm @Nullable String on,
            @RestForm @Nullable String role) {
        String to = Paging.orEmpty(subject);
        return change(
                org,
                Done.ADDED,
                to,
                () -> grants.grant(
                        visit.name(),
                        new Grant(RepositoryAccessPages.subject(to), target(org, on), Paging.orEmpty(role))));
    }

    /** Takes a grant back. */
    @POST
    @Path("/revoke")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresOwner
    public RestResponse<String> revoke(
            @PathParam("org") String org, @RestForm @Nullable String subject, @RestForm @Nullable String on) {
        String from = Paging.orEmpty(subject);
        return change(
                org,
                Done.REMOVED,
                from,
                () -> grants.revoke(visit.name(), RepositoryAccessPages.subject(from), target(org, on)));
    }

    /** Of this organization: who owns it may not grant anything on another. */
    private static Grant.Target target(String org, @Nullable String on) {
        String typed = Paging.orEmpty(on);
        Grant.Target target = Grant.Target.parse(typed.isEmpty() ? org + "/*" : typed);
        if (!target.namespaceName().equals(org) || target instanceof Grant.Target.Repository) {
            throw new RegistryException(
                            ErrorCode.REQUEST_INVALID,
                            "Here roles are granted on " + org + "/* or on a part of it, such as " + org + "/web/*.")
                    .at("on");
        }
        return target;
    }

    /** Sets what somebody gets on each new repository. */
    @POST
    @Path("/default-grant")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresOwner
    public RestResponse<String> giveByDefault(
            @PathParam("org") String org, @RestForm @Nullable String subject, @RestForm @Nullable String role) {
        String to = Paging.orEmpty(subject);
        return change(
                org,
                Done.ADDED,
                to,
                () -> defaults.put(visit.name(), org, RepositoryAccessPages.subject(to), Paging.orEmpty(role)));
    }

    /** New repositories give them nothing any more; those that exist do. */
    @POST
    @Path("/default-revoke")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresOwner
    public RestResponse<String> giveNoMore(@PathParam("org") String org, @RestForm @Nullable String subject) {
        String from = Paging.orEmpty(subject);
        return change(
                org, Done.REMOVED, from, () -> defaults.remove(visit.name(), org, RepositoryAccessPages.subject(from)));
    }

    private RestResponse<String> change(String org, Done done, String what, Runnable change) {
        try {
            change.run();
            return Page.goTo(path(org), done, what);
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
