package dev.portcullis.console;

import dev.portcullis.access.AccessControl;
import dev.portcullis.access.Action;
import dev.portcullis.access.Explanation;
import dev.portcullis.access.Grant;
import dev.portcullis.access.Grants;
import dev.portcullis.access.RepositoryAccess;
import dev.portcullis.access.Roles;
import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.ForBrowsers;
import dev.portcullis.auth.Requires;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.List;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Who may do what with a repository, and why. */
@Path("/repositories")
@ForBrowsers
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class RepositoryAccessPages {
    private static final int MOST_ROLES = 200;

    private final AccessControl control;
    private final Grants grants;
    private final Roles roles;
    private final CurrentAccess current;
    private final Visit visit;

    RepositoryAccessPages(AccessControl control, Grants grants, Roles roles, CurrentAccess current, Visit visit) {
        this.control = control;
        this.grants = grants;
        this.roles = roles;
        this.current = current;
        this.visit = visit;
    }

    /** One grant. */
    public record Granted(String subject, String role) {}

    /**
     * The tab.
     *
     * @param manages whether the visitor may grant; they see and ask about themselves alone otherwise
     * @param explanation null until somebody asks
     */
    public record View(
            RepositoryHead head,
            boolean manages,
            boolean asksAboutOthers,
            List<Granted> grants,
            List<String> roles,
            List<Visit.Choice> actions,
            String account,
            @Nullable Explanation explanation,
            Problem problem) {}

    @CheckedTemplate
    static final class Templates {
        private Templates() {}

        static native TemplateInstance permissions(RepositoryAccessPages.View view);
    }

    /** What is granted here, and the answer to a question: {@code ?account=ana&action=push}. */
    @GET
    @Path(RepositoryHead.PATH + "/-/permissions")
    @Requires(Action.VIEW)
    public RestResponse<String> permissions(@RestQuery @Nullable String account, @RestQuery @Nullable String action) {
        return page(200, account, action, Problem.NONE);
    }

    private RestResponse<String> page(int status, @Nullable String account, @Nullable String action, Problem problem) {
        RepositoryAccess access = current.repository();
        RepositoryHead head = RepositoryHead.of(access, "permissions");
        boolean manages = access.allows(Action.GRANT);
        boolean aboutOthers = manages || visit.seesEverything();
        String whose = account == null || !aboutOthers ? visit.name() : account.strip();
        Explanation explanation = null;
        Problem told = problem;
        try {
            explanation = action == null
                    ? null
                    : control.explain(whose.isEmpty() ? null : whose, access.name(), parse(action));
        } catch (RegistryException unknown) {
            told = Problem.of(unknown);
        }
        return Page.of(
                status,
                Templates.permissions(new View(
                        head,
                        manages,
                        aboutOthers,
                        manages ? granted(access) : List.of(),
                        manages ? roleNames() : List.of(),
                        actions(action),
                        whose,
                        explanation,
                        told)));
    }

    private List<Granted> granted(RepositoryAccess access) {
        return grants.list(new Grant.Target.Repository(access.name())).stream()
                .map(grant -> new Granted(grant.subject().notation(), grant.role()))
                .toList();
    }

    private List<String> roleNames() {
        return roles.list(null, MOST_ROLES).stream().map(Roles.Role::name).toList();
    }

    private static List<Visit.Choice> actions(@Nullable String chosen) {
        String shown = chosen == null ? Action.PULL.wireName() : chosen;
        return Arrays.stream(Action.values())
                .map(action -> new Visit.Choice(
                        action.wireName(), action.wireName(), action.wireName().equals(shown)))
                .toList();
    }

    private static Action parse(String action) {
        try {
            return Action.parse(action);
        } catch (IllegalArgumentException e) {
            throw new RegistryException(ErrorCode.REQUEST_INVALID, String.valueOf(e.getMessage()));
        }
    }

    /** Grants a role, in place of the one that was granted to the same. */
    @POST
    @Path(RepositoryHead.PATH + "/-/grant")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Requires(Action.GRANT)
    public RestResponse<String> grant(@RestForm @Nullable String subject, @RestForm @Nullable String role) {
        String to = Paging.orEmpty(subject);
        try {
            Grant.Target target =
                    new Grant.Target.Repository(current.repository().name());
            grants.grant(visit.name(), new Grant(subject(to), target, Paging.orEmpty(role)));
            return Page.goTo(here(), Done.ADDED, to);
        } catch (RegistryException refused) {
            return page(refused.code().status(), null, null, Problem.of(refused));
        }
    }

    /** Takes a grant back. */
    @POST
    @Path(RepositoryHead.PATH + "/-/revoke")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Requires(Action.GRANT)
    public RestResponse<String> revoke(@RestForm @Nullable String subject) {
        String from = Paging.orEmpty(subject);
        try {
            grants.revoke(
                    visit.name(),
                    subject(from),
                    new Grant.Target.Repository(current.repository().name()));
            return Page.goTo(here(), Done.REMOVED, from);
        } catch (RegistryException refused) {
            return page(refused.code().status(), null, null, Problem.of(refused));
        }
    }

    private String here() {
        return "/repositories/" + current.repository().name() + "/-/permissions";
    }

    static Grant.Subject subject(String text) {
        return Grant.Subject.parse(text)
                .orElseThrow(() -> new RegistryException(
                        ErrorCode.REQUEST_INVALID, "Write user:NAME, team:ORG/TEAM or everyone."));
    }
}
