package dev.portcullis.console;

import dev.portcullis.access.Organizations;
import dev.portcullis.auth.ForBrowsers;
import dev.portcullis.auth.RequiresAdministrator;
import dev.portcullis.auth.RequiresSession;
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
import java.util.Locale;
import java.util.function.Function;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The organizations that the visitor is in, or all for who sees everything; and making one. */
@Path("/organizations")
@ForBrowsers
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class OrganizationListPages {
    private final Organizations organizations;
    private final AccountSearch search;
    private final Visit visit;

    OrganizationListPages(Organizations organizations, AccountSearch search, Visit visit) {
        this.organizations = organizations;
        this.search = search;
        this.visit = visit;
    }

    @CheckedTemplate
    static final class Templates {
        private Templates() {}

        static native TemplateInstance list(Paging<String> list, String filter, boolean creates);

        static native TemplateInstance form(String name, String owner, Problem problem);
    }

    /** The list. */
    @GET
    @RequiresSession
    public RestResponse<String> list(@RestQuery @Nullable String q, @RestQuery @Nullable String after) {
        String word = Paging.orEmpty(q).toLowerCase(Locale.ROOT);
        Paging<String> list = Paging.of(
                "/organizations",
                Paging.Query.NONE.with("q", word),
                Paging.orEmpty(after),
                (last, limit) -> search.organizations(word, last, limit),
                Function.identity());
        return Page.of(200, Templates.list(list, word, visit.administrator()));
    }

    /** The form. */
    @GET
    @Path("/-/new")
    @RequiresAdministrator
    public RestResponse<String> form() {
        return Page.of(200, Templates.form("", visit.name(), Problem.NONE));
    }

    /** Makes one. */
    @POST
    @Path("/-/new")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresAdministrator
    public RestResponse<String> create(@RestForm @Nullable String name, @RestForm @Nullable String owner) {
        String typed = Paging.orEmpty(name);
        String first = Paging.orEmpty(owner);
        try {
            organizations.create(visit.name(), typed, first.isEmpty() ? null : first);
            return Page.goTo("/organizations/" + typed, Done.CREATED, typed);
        } catch (RegistryException refused) {
            return Page.of(refused.code().status(), Templates.form(typed, first, Problem.of(refused)));
        }
    }
}
