package dev.portcullis.console;

import dev.portcullis.auth.BrowserSession;
import dev.portcullis.auth.BrowserSignIn;
import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.PublicAddress;
import dev.portcullis.auth.RequiresSession;
import dev.portcullis.auth.SecondFactors;
import dev.portcullis.error.RegistryException;
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
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/**
 * One's second factor: on, off, and new recovery codes. Each asks for the password, since a browser left open must not
 * be enough to change how somebody signs in.
 */
@Path("/account/second-factor")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class SecondFactorPages {
    private final SecondFactors secondFactors;
    private final BrowserSignIn signIn;
    private final PublicAddress address;
    private final CurrentAccess current;
    private final Visit visit;

    SecondFactorPages(
            SecondFactors secondFactors,
            BrowserSignIn signIn,
            PublicAddress address,
            CurrentAccess current,
            Visit visit) {
        this.secondFactors = secondFactors;
        this.signIn = signIn;
        this.address = address;
        this.current = current;
        this.visit = visit;
    }

    @CheckedTemplate
    static final class Templates {
        private Templates() {}

        static native TemplateInstance setUp(String name, QrCode qr, String secret, Problem problem);

        static native TemplateInstance codes(String name, List<String> codes, String done);

        static native TemplateInstance again(String name, Problem problem);
    }

    /** Whoever reloads the answer to a form gets back to the page. */
    @GET
    @Path("/{form: .+}")
    @RequiresSession
    public RestResponse<String> back() {
        return Page.goTo("/account");
    }

    /** Shows a new secret, which counts for nothing until a code of it was right. */
    @POST
    @Path("/begin")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresSession
    public RestResponse<String> begin(@RestForm @Nullable String password, @Context HttpServerRequest request) {
        return withPassword(password, request, () -> setUp(200, begin(), Problem.NONE, request));
    }

    private String begin() {
        return secondFactors.begin(current.session().accountId());
    }

    /** Switches it on with a first right code, and shows the recovery codes. */
    @POST
    @Path("/confirm")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresSession
    public RestResponse<String> confirm(@RestForm @Nullable String code, @Context HttpServerRequest request) {
        BrowserSession session = current.session();
        return secondFactors
                .confirm(session, code == null ? "" : code)
                .map(codes -> Page.of(200, Templates.codes(session.account(), codes, words().factorIsOn())))
                .orElseGet(() -> notConfirmed(request));
    }

    private RestResponse<String> notConfirmed(HttpServerRequest request) {
        String secret = secondFactors.begun(current.session().accountId());
        return secret == null
                ? Page.goTo("/account")
                : setUp(400, secret, Problem.of(words().factorCodeWrong()), request);
    }

    /** Shows new recovery codes in place of those before. */
    @POST
    @Path("/recovery-codes")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresSession
    public RestResponse<String> recoveryCodes(@RestForm @Nullable String password, @Context HttpServerRequest request) {
        return withPassword(
                password,
                request,
                () -> Page.of(
                        200,
                        Templates.codes(
                                current.session().account(),
                                secondFactors.renewRecoveryCodes(current.session()),
                                words().codesVoid())));
    }

    /** Switches it off. */
    @POST
    @Path("/remove")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresSession
    public RestResponse<String> remove(@RestForm @Nullable String password, @Context HttpServerRequest request) {
        return withPassword(password, request, () -> {
            secondFactors.remove(current.session());
            return Page.goTo("/account", Done.FACTOR_OFF, "");
        });
    }

    private RestResponse<String> withPassword(
            @Nullable String password, HttpServerRequest request, Supplier<RestResponse<String>> change) {
        BrowserSession session = current.session();
        try {
            String source = session.source();
            if (source != null) {
                return again(409, Problem.of(words().factorElsewhere(source)));
            }
            if (!signIn.confirms(session, password == null ? "" : password, request)) {
                return again(400, Problem.of(words().passwordWrong()));
            }
            return change.get();
        } catch (RegistryException refused) {
            return again(refused.code().status(), Problem.of(refused));
        }
    }

    private RestResponse<String> again(int status, Problem problem) {
        return Page.of(status, Templates.again(current.session().account(), problem));
    }

    private AccountWords words() {
        return visit.words(AccountWords.class);
    }

    private RestResponse<String> setUp(int status, String secret, Problem problem, HttpServerRequest request) {
        String name = current.session().account();
        String host = String.valueOf(URI.create(address.of(request)).getHost());
        String key = secret.toUpperCase(Locale.ROOT);
        // The format of "Key Uri Format" of google-authenticator: issuer and account, percent-encoded.
        String uri = "otpauth://totp/" + encoded("Portcullis " + host) + ":" + encoded(name) + "?secret=" + key
                + "&issuer=" + encoded("Portcullis " + host);
        return Page.of(status, Templates.setUp(name, QrCode.of(uri), key.replaceAll("(.{4})(?!$)", "$1 "), problem));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
