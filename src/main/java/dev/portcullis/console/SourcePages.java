package dev.portcullis.console;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.ForBrowsers;
import dev.portcullis.auth.PublicAddress;
import dev.portcullis.auth.RequiresAdministrator;
import dev.portcullis.error.RegistryException;
import dev.portcullis.identity.IdentitySource;
import dev.portcullis.identity.IdentitySources;
import dev.portcullis.identity.oidc.OidcKind;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** One identity source: its settings, and the way to a new one. A secret goes in and never comes out. */
@Path(SourceListPages.HERE)
@ForBrowsers
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class SourcePages {
    private static final String REST = "rest";
    private static final String SECRET = "secret";

    private final IdentitySources sources;
    private final ObjectMapper json;
    private final CurrentAccess current;
    private final PublicAddress address;
    private final Visit visit;

    SourcePages(IdentitySources sources, ObjectMapper json, CurrentAccess current, PublicAddress address, Visit visit) {
        this.sources = sources;
        this.json = json;
        this.current = current;
        this.address = address;
        this.visit = visit;
    }

    /**
     * The page.
     *
     * @param exists whether it is no new one
     * @param callback what a provider has to know; empty for other kinds
     */
    public record View(
            String name,
            String kind,
            boolean exists,
            boolean hasSecret,
            List<SourceForm.Inputs> groups,
            String rest,
            String callback,
            Problem problem) {}

    @CheckedTemplate
    static final class Templates {
        private Templates() {}

        static native TemplateInstance source(SourcePages.View view);
    }

    /** The form for a new one. */
    @GET
    @Path("/-/new")
    @RequiresAdministrator
    public RestResponse<String> fresh(@RestQuery @Nullable String kind) {
        String wanted = kind(kind);
        return page(200, "", form(wanted), Problem.NONE);
    }

    private SourceForm form(String kind) {
        ObjectNode fresh = SourceForm.object(SourceFields.fresh(kind), json).orElseThrow();
        return SourceForm.of(kind, fresh, json);
    }

    private static String kind(@Nullable String given) {
        return OidcKind.OIDC.equals(given) ? OidcKind.OIDC : SourceFields.LDAP;
    }

    /** Adds one at the end of the order. */
    @POST
    @Path("/-/new")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresAdministrator
    public RestResponse<String> create(MultivaluedMap<String, String> sent) {
        String name = Paging.orEmpty(sent.getFirst("name"));
        SourceForm form = typed(kind(sent.getFirst("kind")), sent);
        try {
            Optional<ObjectNode> settings = form.settings(json);
            if (settings.isEmpty()) {
                return notJson(name, form);
            }
            sources.create(by(), name, form.kind(), settings.get(), secret(sent));
            return Page.goTo(SourceListPages.HERE + "/" + name, Done.CREATED, name);
        } catch (RegistryException refused) {
            return page(refused.code().status(), name, form, Problem.of(refused));
        }
    }

    /** One of them. */
    @GET
    @Path("/{source}")
    @RequiresAdministrator
    public RestResponse<String> look(@RestPath("source") String name) {
        IdentitySource source = sources.byName(name);
        return page(200, name, SourceForm.of(source.kind(), source.settings(), json), Problem.NONE);
    }

    /** Saves. */
    @POST
    @Path("/{source}")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresAdministrator
    public RestResponse<String> save(@RestPath("source") String name, MultivaluedMap<String, String> sent) {
        SourceForm form = typed(sources.byName(name).kind(), sent);
        try {
            Optional<ObjectNode> settings = form.settings(json);
            if (settings.isEmpty()) {
                return notJson(name, form);
            }
            sources.update(by(), name, settings.get(), secret(sent));
            return Page.goTo(SourceListPages.HERE + "/" + name, Done.SAVED, "");
        } catch (RegistryException refused) {
            return page(refused.code().status(), name, form, Problem.of(refused));
        }
    }

    private static SourceForm typed(String kind, MultivaluedMap<String, String> sent) {
        Map<String, String> typed = new HashMap<>();
        sent.forEach((name, values) -> typed.put(name, Paging.orEmpty(values.getFirst())));
        typed.remove(SECRET);
        return new SourceForm(kind, typed, typed.getOrDefault(REST, ""));
    }

    private static @Nullable String secret(MultivaluedMap<String, String> sent) {
        String given = sent.getFirst(SECRET);
        return given == null || given.isEmpty() ? null : given;
    }

    private RestResponse<String> notJson(String name, SourceForm form) {
        return page(400, name, form, Problem.of(visit.words(SourceWords.class).notJson(), REST));
    }

    private RestResponse<String> page(int status, String name, SourceForm form, Problem problem) {
        // On the form for a new one the name is not yet that of a source, even where another has it.
        boolean exists = !Visit.path().equals(SourceListPages.HERE + "/-/new");
        String callback = exists && form.kind().equals(OidcKind.OIDC)
                ? OidcPages.callback(address.of(Visit.request()), name)
                : "";
        return Page.of(
                status,
                Templates.source(new View(
                        name,
                        form.kind(),
                        exists,
                        exists && sources.byName(name).secret() != null,
                        form.inputs(visit.words(SourceFieldWords.class), problem.field()),
                        form.rest(),
                        callback,
                        problem)));
    }

    /** Says what would go, and asks for the name. */
    @GET
    @Path("/{source}/delete")
    @RequiresAdministrator
    public RestResponse<String> ask(@RestPath("source") String name) {
        return ask(200, name, Problem.NONE);
    }

    private RestResponse<String> ask(int status, String name, Problem problem) {
        SourceWords words = visit.words(SourceWords.class);
        String here = SourceListPages.HERE + "/" + sources.byName(name).name();
        return new Confirmation(
                        words.deleteSourceAsk(name), words.deleteSourceLead(), List.of(), here + "/delete", name, here)
                .page(status, problem);
    }

    /** Deletes it, when its name was typed. */
    @POST
    @Path("/{source}/delete")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresAdministrator
    public RestResponse<String> delete(@RestPath("source") String name, @RestForm @Nullable String typed) {
        if (!name.equals(Paging.orEmpty(typed))) {
            return ask(400, name, Problem.of(visit.words(Words.class).typedWrong()));
        }
        try {
            sources.delete(by(), name);
            return Page.goTo(SourceListPages.HERE, Done.DELETED, name);
        } catch (RegistryException refused) {
            return ask(refused.code().status(), name, Problem.of(refused));
        }
    }

    private String by() {
        return current.caller().displayName();
    }
}
