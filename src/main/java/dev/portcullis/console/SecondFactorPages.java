package dev.portcullis.console;

import dev.portcullis.auth.BrowserSession;
import dev.portcullis.auth.BrowserSignIn;
import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.PublicAddress;
import dev.portcullis.auth.RequiresSession;
import dev.portcullis.auth.SecondFactors;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
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
@RunOnVirtualThread
public class SecondFactorPages {
    private final SecondFactors secondFactors;
    private final BrowserSignIn signIn;
    private final PublicAddress address;
    private final CurrentAccess current;

    SecondFactorPages(SecondFactors secondFactors, BrowserSignIn signIn, PublicAddress address, CurrentAccess current) {
        this.secondFactors = secondFactors;
        this.signIn = signIn;
        this.address = address;
        this.current = current;
    }

    @CheckedTemplate
    static final class Templates {
        private Templates() {}

        static native TemplateInstance setUp(String name, QrCode qr, String secret, String problem);

        static native TemplateInstance codes(String name, List<String> codes, String done);

        static native TemplateInstance again(String name, String problem);
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
        return withPassword(password, request, () -> setUp(200, begin(), "", request));
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
                .map(codes -> Page.of(
                        200,
                        Templates.codes(
                                session.account(),
                                codes,
                                "The second factor is on. You were signed out everywhere else.")))
                .orElseGet(() -> notConfirmed(request));
    }

    private RestResponse<String> notConfirmed(HttpServerRequest request) {
        String secret = secondFactors.begun(current.session().accountId());
        return secret == null
                ? Page.goTo("/account")
                : setUp(400, secret, "The code is wrong. Wait for the next one, and check the clock.", request);
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
                                "The recovery codes before these are void.")));
    }

    /** Switches it off. */
    @POST
    @Path("/remove")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresSession
    public RestResponse<String> remove(@RestForm @Nullable String password, @Context HttpServerRequest request) {
        return withPassword(password, request, () -> {
            secondFactors.remove(current.session());
            return Page.goTo("/account?done=off");
        });
    }

    private RestResponse<String> withPassword(
            @Nullable String password, HttpServerRequest request, Supplier<RestResponse<String>> change) {
        BrowserSession session = current.session();
        try {
            if (session.source() != null) {
                throw new RegistryException(
                        ErrorCode.CONFLICT,
                        "You sign in with " + session.source() + ", which asks for factors itself.");
            }
            if (!signIn.confirms(session, password == null ? "" : password, request)) {
                throw new RegistryException(ErrorCode.REQUEST_INVALID, "The password is wrong.");
            }
            return change.get();
        } catch (RegistryException refused) {
            return Page.of(
                    refused.code().status(), Templates.again(session.account(), String.valueOf(refused.getMessage())));
        }
    }

    private RestResponse<String> setUp(int status, String secret, String problem, HttpServerRequest request) {
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
