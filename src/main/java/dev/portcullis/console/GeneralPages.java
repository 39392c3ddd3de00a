package dev.portcullis.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.ForBrowsers;
import dev.portcullis.auth.RequiresAdministrator;
import dev.portcullis.auth.RequiresAuditor;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.settings.AddressTrial;
import dev.portcullis.settings.GeneralSettings;
import dev.portcullis.settings.ProxySettings;
import dev.portcullis.settings.Setting;
import dev.portcullis.settings.Settings;
import dev.portcullis.settings.Trial;
import dev.portcullis.tls.TlsSettings;
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

/** The settings that hold for the whole registry. */
@Path("/system/general")
@ForBrowsers
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class GeneralPages {
    private final Settings settings;
    private final GeneralSettings.Section general;
    private final ProxySettings.Section proxy;
    private final TlsSettings.Section tls;
    private final AddressTrial trial;
    private final CurrentAccess current;
    private final Visit visit;

    GeneralPages(
            Settings settings,
            GeneralSettings.Section general,
            ProxySettings.Section proxy,
            TlsSettings.Section tls,
            AddressTrial trial,
            CurrentAccess current,
            Visit visit) {
        this.proxy = proxy;
        this.tls = tls;
        this.settings = settings;
        this.general = general;
        this.trial = trial;
        this.current = current;
        this.visit = visit;
    }

    /**
     * The form.
     *
     * @param value what stands in it: what holds, or what somebody typed
     * @param version that was looked at
     * @param checks of the address; empty where it was not tried
     * @param proxy the address of the web proxy; empty for none
     */
    public record View(
            GeneralSettings value,
            long version,
            boolean mayChange,
            Map<String, String> pinned,
            List<Trial.Check> checks,
            Problem problem,
            List<Settings.Version> history,
            String proxy) {
        /** The property that sets the field; empty where none does. */
        public String pin(String field) {
            return pinned.getOrDefault(field, "");
        }
    }

    /** The fields of the form as they were sent. */
    public static final class Form {
        @RestForm("public-address")
        @Nullable
        String publicAddress;

        @RestForm("create-on-push")
        @Nullable
        String createOnPush;

        @RestForm("anonymous-access")
        @Nullable
        String anonymousAccess;

        @RestForm("read-only")
        @Nullable
        String readOnly;

        @RestForm
        @Nullable
        String message;

        @RestForm
        long version;

        /** A field that is pinned is not sent by browsers; it keeps what holds. */
        GeneralSettings wish(Setting<GeneralSettings> now) {
            Map<String, String> pinned = now.pinned();
            return new GeneralSettings(
                    pinned.containsKey("publicAddress")
                            ? now.value().publicAddress()
                            : Paging.orEmpty(publicAddress).strip(),
                    pinned.containsKey("createOnPush") ? now.value().createOnPush() : "yes".equals(createOnPush),
                    pinned.containsKey("anonymousAccess")
                            ? now.value().anonymousAccess()
                            : "yes".equals(anonymousAccess),
                    pinned.containsKey("readOnly") ? now.value().readOnly() : "yes".equals(readOnly),
                    Paging.orEmpty(message).strip());
        }
    }

    @CheckedTemplate
    static final class Templates {
        private Templates() {}

        static native TemplateInstance general(GeneralPages.View view);
    }

    /** What holds. */
    @GET
    @RequiresAuditor
    public RestResponse<String> look() {
        Setting<GeneralSettings> now = settings.get(general);
        return page(200, now.value(), now.version(), List.of(), null);
    }

    /** Saves. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresAdministrator
    public RestResponse<String> save(@BeanParam Form form) {
        GeneralSettings wish = form.wish(settings.get(general));
        try {
            settings.set(current.caller().displayName(), general, json(wish), Map.of(), form.version);
            return Page.goTo("/system/general", Done.SAVED, "");
        } catch (RegistryException refused) {
            return page(refused.code().status(), wish, form.version, List.of(), refused);
        }
    }

    /** Tries the address that was typed, and saves nothing. */
    @POST
    @Path("/check")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresAdministrator
    public RestResponse<String> check(@BeanParam Form form) {
        GeneralSettings wish = form.wish(settings.get(general));
        try {
            String address = general.check(wish).publicAddress();
            if (address.isEmpty()) {
                throw new RegistryException(
                        ErrorCode.REQUEST_INVALID,
                        visit.words(SettingsWords.class).noAddress());
            }
            return page(200, wish, form.version, trial.check(address, ownCa()), null);
        } catch (RegistryException refused) {
            return page(refused.code().status(), wish, form.version, List.of(), refused);
        }
    }

    /** Clients of a certificate of the registry's own CA were told to trust that; the trial does so too. */
    private @Nullable String ownCa() {
        TlsSettings now = settings.value(tls);
        return now.origin() == TlsSettings.Origin.GENERATED ? now.ca() : null;
    }

    private RestResponse<String> page(
            int status,
            GeneralSettings value,
            long version,
            List<Trial.Check> checks,
            @Nullable RegistryException refused) {
        return Page.of(
                status,
                Templates.general(new View(
                        value,
                        version,
                        visit.administrator(),
                        settings.get(general).pinned(),
                        checks,
                        refused == null ? Problem.NONE : Problem.of(refused),
                        settings.history(general),
                        settings.value(proxy).address())));
    }

    private static JsonNode json(GeneralSettings wish) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("publicAddress", wish.publicAddress())
                .put("createOnPush", wish.createOnPush())
                .put("anonymousAccess", wish.anonymousAccess())
                .put("readOnly", wish.readOnly())
                .put("message", wish.message());
    }
}
