package dev.portcullis.console;

import dev.portcullis.access.Organizations;
import dev.portcullis.auth.ForBrowsers;
import dev.portcullis.auth.RequiresOwner;
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
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Who is in an organization. */
@Path("/organizations")
@ForBrowsers
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class OrganizationPages {
    private final Organizations organizations;
    private final OrganizationHead.Maker heads;
    private final Visit visit;

    OrganizationPages(Organizations organizations, OrganizationHead.Maker heads, Visit visit) {
        this.organizations = organizations;
        this.heads = heads;
        this.visit = visit;
    }

    @CheckedTemplate
    static final class Templates {
        private Templates() {}

        static native TemplateInstance members(
                OrganizationHead head, Paging<Organizations.Member> list, Problem problem);
    }

    /** The members. */
    @GET
    @Path("/{org}")
    @RequiresOwner(lookOnly = true)
    public RestResponse<String> members(@PathParam("org") String org, @RestQuery @Nullable String after) {
        return page(200, org, Paging.orEmpty(after), Problem.NONE);
    }

    private RestResponse<String> page(int status, String org, String after, Problem problem) {
        OrganizationHead head = heads.of(org, "members");
        Paging<Organizations.Member> list = Paging.of(
                head.href(),
                Paging.Query.NONE,
                after,
                (last, limit) -> organizations.members(org, last, limit),
                Organizations.Member::name);
        return Page.of(status, Templates.members(head, list, problem));
    }

    /** Adds a member, or makes one an owner or no longer one. */
    @POST
    @Path("/{org}/members")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresOwner
    public RestResponse<String> put(
            @PathParam("org") String org, @RestForm @Nullable String user, @RestForm @Nullable String owner) {
        String name = Paging.orEmpty(user);
        try {
            organizations.putMember(visit.name(), org, name, "yes".equals(owner));
            return Page.goTo("/organizations/" + org, Done.SAVED, "");
        } catch (RegistryException refused) {
            return page(refused.code().status(), org, "", Problem.of(refused));
        }
    }

    /** Takes a member out, and out of the teams. */
    @POST
    @Path("/{org}/members/remove")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresOwner
    public RestResponse<String> remove(@PathParam("org") String org, @RestForm @Nullable String user) {
        String name = Paging.orEmpty(user);
        try {
            organizations.removeMember(visit.name(), org, name);
            return Page.goTo("/organizations/" + org, Done.REMOVED, name);
        } catch (RegistryException refused) {
            return page(refused.code().status(), org, "", Problem.of(refused));
        }
    }
}
