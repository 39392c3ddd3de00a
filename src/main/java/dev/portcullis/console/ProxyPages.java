package dev.portcullis.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.ForBrowsers;
import dev.portcullis.auth.RequiresAdministrator;
import dev.portcullis.auth.RequiresAuditor;
import dev.portcullis.error.RegistryException;
import dev.portcullis.settings.ProxySettings;
import dev.portcullis.settings.ProxyTrial;
import dev.portcullis.settings.Setting;
import dev.portcullis.settings.Settings;
import dev.portcullis.settings.Trial;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The web proxy that the registry's own requests take. */
@Path(ProxyPages.HERE)
@ForBrowsers
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class ProxyPages {
    static final String HERE = "/system/proxy";

    private final Settings settings;
    private final ProxySettings.Section section;
    private final ProxyTrial trial;
    private final CurrentAccess current;
    private final Visit visit;

    ProxyPages(Settings settings, ProxySettings.Section section, ProxyTrial trial, CurrentAccess current, Visit visit) {
        this.settings = settings;
        this.section = section;
        this.trial = trial;
        this.current = current;
        this.visit = visit;
    }

    /**
     * The form.
     *
     * @param value what stands in it
     * @param hasPassword whether one is set
     * @param target where the trial asks
     */
    public record View(
            ProxySettings value,
            boolean hasPassword,
            long version,
            boolean mayChange,
            Map<String, String> pinned,
            String target,
            List<Trial.Check> checks,
            Problem problem) {
        /** The property that sets the field; empty where none does. */
        public String pin(String field) {
            return pinned.getOrDefault(field, "");
        }
    }

    /** The fields of the form as they were sent. */
    public static final class Form {
        @RestForm
        @Nullable
        String address;

        @RestForm
        @Nullable
        String user;

        @RestForm
        @Nullable
        String password;

        @RestForm
        @Nullable
        String direct;

        @RestForm
        @Nullable
        String target;

        @RestForm
        long version;

        /** A field that is pinned is not sent by browsers; it keeps what holds. */
        ProxySettings wish(Setting<ProxySettings> now) {
            Map<String, String> pinned = now.pinned();
            return new ProxySettings(
                    pinned.containsKey("address") ? now.value().address() : Paging.orEmpty(address),
                    Paging.orEmpty(user),
                    pinned.containsKey("direct") ? now.value().direct() : Paging.orEmpty(direct));
        }
    }

    @CheckedTemplate
    static final class Templates {
        private Templates() {}

        static native TemplateInstance proxy(ProxyPages.View view);
    }

    /** What holds. */
    @GET
    @RequiresAuditor
    public RestResponse<String> look() {
        Setting<ProxySettings> now = settings.get(section);
        return page(200, now.value(), now.version(), "", List.of(), null);
    }

    /** Saves; a password that is left empty stays, unless there is no user any more. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresAdministrator
    public RestResponse<String> save(@BeanParam Form form) {
        ProxySettings wish = form.wish(settings.get(section));
        String typed = form.password == null ? "" : form.password;
        boolean touched = !typed.isEmpty() || wish.user().isEmpty();
        try {
            settings.set(
                    current.caller().displayName(),
                    section,
                    json(wish),
                    touched ? Map.of("password", wish.user().isEmpty() ? "" : typed) : Map.of(),
                    form.version);
            return Page.goTo(HERE, Done.SAVED, "");
        } catch (RegistryException refused) {
            return page(refused.code().status(), wish, form.version, "", List.of(), refused);
        }
    }

    /** Asks for an address the way that is saved. */
    @POST
    @Path("/check")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresAdministrator
    public RestResponse<String> check(@BeanParam Form form) {
        Setting<ProxySettings> now = settings.get(section);
        String target = Paging.orEmpty(form.target);
        try {
            return page(200, now.value(), now.version(), target, trial.run(target), null);
        } catch (RegistryException refused) {
            return page(refused.code().status(), now.value(), now.version(), target, List.of(), refused);
        }
    }

    private RestResponse<String> page(
            int status,
            ProxySettings value,
            long version,
            String target,
            List<Trial.Check> checks,
            @Nullable RegistryException refused) {
        Setting<ProxySettings> now = settings.get(section);
        return Page.of(
                status,
                Templates.proxy(new View(
                        value,
                        now.secrets().contains("password"),
                        version,
                        visit.administrator(),
                        now.pinned(),
                        target,
                        checks,
                        refused == null ? Problem.NONE : Problem.of(refused))));
    }

    private static JsonNode json(ProxySettings wish) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("address", wish.address())
                .put("user", wish.user())
                .put("direct", wish.direct());
    }
}
