package dev.portcullis.console;

import dev.portcullis.access.SetupTokens;
import dev.portcullis.auth.Public;
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
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The page of the set-up link: makes the first administrator, once. */
@Path("/setup/{token}")
@RunOnVirtualThread
public class SetupPages {
    private final SetupTokens tokens;

    SetupPages(SetupTokens tokens) {
        this.tokens = tokens;
    }

    @CheckedTemplate
    static final class Templates {
        private Templates() {}

        static native TemplateInstance form(String name, String problem);

        static native TemplateInstance done(String name);

        static native TemplateInstance gone();
    }

    /** The form, or what to do when the link is no longer good. */
    @GET
    @Public("the secret in the link is the credential, and it is good once and for a day")
    public RestResponse<String> form(@PathParam("token") String token) {
        return tokens.isGood(token) ? Page.of(200, Templates.form("admin", "")) : gone();
    }

    /** Makes the administrator. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Public("the secret in the link is the credential, and it is good once and for a day")
    public RestResponse<String> create(
            @PathParam("token") String token,
            @RestForm @Nullable String name,
            @RestForm @Nullable String password,
            @RestForm @Nullable String repeated) {
        String chosen = name == null ? "" : name.strip();
        if (!tokens.isGood(token)) {
            return gone();
        }
        if (password == null || !password.equals(repeated)) {
            return Page.of(400, Templates.form(chosen, "The two passwords are not the same."));
        }
        try {
            tokens.use(token, chosen, password);
            return Page.of(200, Templates.done(chosen));
        } catch (RegistryException e) {
            return switch (e.code()) {
                case NOT_FOUND -> gone();
                case NAME_INVALID, REQUEST_INVALID, CONFLICT ->
                    Page.of(400, Templates.form(chosen, String.valueOf(e.getMessage())));
                default -> throw e;
            };
        }
    }

    private static RestResponse<String> gone() {
        return Page.of(404, Templates.gone());
    }
}
