package dev.portcullis.console;

import dev.portcullis.access.SetupTokens;
import dev.portcullis.auth.Public;
import dev.portcullis.auth.PublicAddress;
import dev.portcullis.blob.StorageMoves;
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
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The page of the set-up link: makes the first administrator, once. */
@Path("/setup/{token}")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class SetupPages {
    private final SetupTokens tokens;
    private final PublicAddress address;
    private final Visit visit;
    private final StorageMoves moves;

    SetupPages(SetupTokens tokens, PublicAddress address, Visit visit, StorageMoves moves) {
        this.moves = moves;
        this.tokens = tokens;
        this.address = address;
        this.visit = visit;
    }

    @CheckedTemplate
    static final class Templates {
        private Templates() {}

        static native TemplateInstance form(String name, Problem problem);

        static native TemplateInstance done(
                String name, String address, String storage, String login, String tag, String push);

        static native TemplateInstance gone();
    }

    /** The form, or what to do when the link is no longer good. */
    @GET
    @Public("the secret in the link is the credential, and it is good once and for a day")
    public RestResponse<String> form(@PathParam("token") String token) {
        return tokens.isGood(token) ? Page.of(200, Templates.form("admin", Problem.NONE)) : gone();
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
            return Page.of(
                    400,
                    Templates.form(
                            chosen, Problem.of(visit.words(SignInWords.class).differ())));
        }
        try {
            tokens.use(token, chosen, password);
            return done(chosen);
        } catch (RegistryException e) {
            return switch (e.code()) {
                case NOT_FOUND -> gone();
                case NAME_INVALID, REQUEST_INVALID, CONFLICT -> Page.of(400, Templates.form(chosen, Problem.of(e)));
                default -> throw e;
            };
        }
    }

    private RestResponse<String> done(String name) {
        String here = address.of(Visit.request());
        Commands commands = new Commands(here);
        String image = name + "/hello:1.0";
        return Page.of(
                200,
                Templates.done(
                        name,
                        here,
                        moves.current().value().backend().told(),
                        commands.login(name),
                        commands.tag("hello:1.0", image),
                        commands.push(image)));
    }

    private static RestResponse<String> gone() {
        return Page.of(404, Templates.gone());
    }
}
