package dev.portcullis.console;

import dev.portcullis.auth.BrowserSignIn;
import dev.portcullis.auth.Public;
import dev.portcullis.auth.SessionCookies;
import dev.portcullis.auth.Sessions;
import dev.portcullis.error.RegistryException;
import dev.portcullis.identity.IdentitySource;
import dev.portcullis.identity.IdentitySources;
import dev.portcullis.reference.ReturnPath;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Signing in, in one step or two, and out. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class SignInPages {
    private static final String OIDC = "oidc";
    private static final String PENDING = "sign-in";
    private static final Duration PENDING_LIFETIME = Duration.ofMinutes(5);

    private final BrowserSignIn signIn;
    private final Sessions sessions;
    private final SessionCookies cookies;
    private final IdentitySources sources;
    private final Visit visit;

    SignInPages(BrowserSignIn signIn, Sessions sessions, SessionCookies cookies, IdentitySources sources, Visit visit) {
        this.signIn = signIn;
        this.sessions = sessions;
        this.cookies = cookies;
        this.sources = sources;
        this.visit = visit;
    }

    /** A provider at which somebody can sign in instead. */
    public record Provider(String name, String address) {}

    @CheckedTemplate
    static final class Templates {
        private Templates() {}

        static native TemplateInstance login(
                String name, String back, List<SignInPages.Provider> providers, Problem problem);

        static native TemplateInstance code(String back, Problem problem);
    }

    /** The form for name and password; who is signed in already goes on. */
    @GET
    @Path("/login")
    @Public("the page on which people sign in")
    public RestResponse<String> login(@RestQuery("return") @Nullable String asked, @Context HttpServerRequest request) {
        ReturnPath back = ReturnPath.orHome(asked);
        return sessions.find(cookies.session(request)) == null
                ? login(200, "", back, Problem.NONE)
                : Page.goTo(back.text());
    }

    /** The first step. */
    @POST
    @Path("/login")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Public(value = "checks name and password itself", ownFormsOnly = true)
    public RestResponse<String> login(
            @RestForm @Nullable String name,
            @RestForm @Nullable String password,
            @RestForm("return") @Nullable String asked,
            @Context HttpServerRequest request) {
        ReturnPath back = ReturnPath.orHome(asked);
        String typed = name == null ? "" : name.strip();
        try {
            return switch (signIn.withPassword(typed, password == null ? "" : password, request)) {
                case BrowserSignIn.Opened(var session) -> Page.goTo(back.text(), cookies.give(request, session));
                case BrowserSignIn.CodeNeeded(var pending) ->
                    Page.goTo(
                            "/login/code?return=" + encoded(back),
                            cookies.give(request, PENDING, pending, PENDING_LIFETIME));
                case BrowserSignIn.Refused _ -> login(401, typed, back, Problem.of(words().wrong()));
                case BrowserSignIn.StartAgain _ -> login(401, typed, back, Problem.of(words().again()));
            };
        } catch (RegistryException refused) {
            return login(refused.code().status(), typed, back, Problem.of(refused));
        }
    }

    /** The form for the code. */
    @GET
    @Path("/login/code")
    @Public("the second step of signing in; the first one is proved by a sealed cookie")
    public RestResponse<String> code(@RestQuery("return") @Nullable String asked, @Context HttpServerRequest request) {
        ReturnPath back = ReturnPath.orHome(asked);
        return cookies.given(request, PENDING) == null
                ? Page.goTo("/login?return=" + encoded(back))
                : Page.of(200, Templates.code(back.text(), Problem.NONE));
    }

    /** The second step. */
    @POST
    @Path("/login/code")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Public(value = "checks the code itself, for who has proved the password", ownFormsOnly = true)
    public RestResponse<String> code(
            @RestForm @Nullable String code,
            @RestForm("return") @Nullable String asked,
            @Context HttpServerRequest request) {
        ReturnPath back = ReturnPath.orHome(asked);
        NewCookie done = cookies.takeBack(request, PENDING);
        try {
            return switch (signIn.withCode(cookies.given(request, PENDING), code == null ? "" : code, request)) {
                case BrowserSignIn.Opened(var session) -> Page.goTo(back.text(), cookies.give(request, session), done);
                case BrowserSignIn.Refused _ ->
                    Page.of(401, Templates.code(back.text(), Problem.of(words().wrongCode())));
                case BrowserSignIn.StartAgain _, BrowserSignIn.CodeNeeded _ ->
                    login(401, "", back, Problem.of(words().again()), done);
            };
        } catch (RegistryException refused) {
            return Page.of(refused.code().status(), Templates.code(back.text(), Problem.of(refused)));
        }
    }

    /** Signs out. */
    @POST
    @Path("/logout")
    @Public(value = "ends the session that it is given, and none where there is none", ownFormsOnly = true)
    public RestResponse<String> logout(@Context HttpServerRequest request) {
        signIn.signOut(request);
        return Page.goTo("/login", cookies.takeBack(request));
    }

    private RestResponse<String> login(int status, String name, ReturnPath back, Problem problem, NewCookie... given) {
        List<Provider> providers = sources.inOrder().stream()
                .filter(source -> source.enabled() && source.kind().equals(OIDC))
                .map(source -> provider(source, back))
                .toList();
        return Page.of(status, Templates.login(name, back.text(), providers, problem), given);
    }

    private static Provider provider(IdentitySource source, ReturnPath back) {
        return new Provider(source.name(), "/auth/oidc/" + source.name() + "/sign-in?return=" + encoded(back));
    }

    private static String encoded(ReturnPath back) {
        return URLEncoder.encode(back.text(), StandardCharsets.UTF_8);
    }

    private SignInWords words() {
        return visit.words(SignInWords.class);
    }
}
