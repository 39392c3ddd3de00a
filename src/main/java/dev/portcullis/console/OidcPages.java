package dev.portcullis.console;

import dev.portcullis.auth.Public;
import dev.portcullis.auth.PublicAddress;
import dev.portcullis.auth.SessionCookies;
import dev.portcullis.auth.Sessions;
import dev.portcullis.auth.SourceAddress;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.identity.IdentitySource;
import dev.portcullis.identity.IdentitySources;
import dev.portcullis.identity.oidc.Arrival;
import dev.portcullis.identity.oidc.OidcFlow;
import dev.portcullis.identity.oidc.OidcKind;
import dev.portcullis.identity.oidc.OidcSignIn;
import dev.portcullis.identity.oidc.OidcSource;
import dev.portcullis.identity.oidc.ProviderLogout;
import dev.portcullis.reference.ReturnPath;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Signing in through an OpenID Connect provider, and the provider's log-outs. */
@Path("/auth/oidc/{source}")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class OidcPages {
    private static final String FLOW_COOKIE = "oidc";

    private final IdentitySources sources;
    private final OidcFlow flow;
    private final OidcSignIn signIn;
    private final ProviderLogout logout;
    private final Sessions sessions;
    private final SessionCookies cookies;
    private final PublicAddress publicAddress;
    private final SourceAddress sourceAddress;

    OidcPages(
            IdentitySources sources,
            OidcFlow flow,
            OidcSignIn signIn,
            ProviderLogout logout,
            Sessions sessions,
            SessionCookies cookies,
            PublicAddress publicAddress,
            SourceAddress sourceAddress) {
        this.sources = sources;
        this.flow = flow;
        this.signIn = signIn;
        this.logout = logout;
        this.sessions = sessions;
        this.cookies = cookies;
        this.publicAddress = publicAddress;
        this.sourceAddress = sourceAddress;
    }

    @CheckedTemplate
    static final class Templates {
        private Templates() {}

        static native TemplateInstance problem(String problem, String again);
    }

    /** Sends the browser to the provider. */
    @GET
    @Path("/sign-in")
    @Public("begins a sign-in")
    public RestResponse<String> begin(
            @PathParam("source") String name,
            @RestQuery("return") @Nullable String returnTo,
            @Context HttpServerRequest request) {
        try {
            OidcFlow.Begun begun = flow.begin(
                    source(name),
                    callback(publicAddress.of(request), name),
                    ReturnPath.orHome(returnTo).text());
            Duration lifetime = Duration.ofSeconds(OidcFlow.lifetimeSeconds());
            return Page.goTo(begun.address().toString(), cookies.give(request, FLOW_COOKIE, begun.sealed(), lifetime));
        } catch (RegistryException e) {
            return problem(e, name);
        }
    }

    /** Where the provider sends the browser back to: opens the session. */
    @GET
    @Path("/callback")
    @Public("the code, the state and the cookie of the browser that began are the credential")
    public RestResponse<String> callback(
            @PathParam("source") String name,
            @RestQuery @Nullable String state,
            @RestQuery @Nullable String code,
            @RestQuery @Nullable String error,
            @RestQuery @Nullable String iss,
            @Context HttpServerRequest request) {
        try {
            OidcSource source = source(name);
            String sealed = cookies.given(request, FLOW_COOKIE);
            Arrival arrival = flow.finish(source, sealed, new OidcFlow.Returned(state, code, error, iss));
            OidcSignIn.SignedIn account = signIn.complete(source, arrival.person());
            sessions.end(cookies.session(request));
            String session = sessions.open(account.accountId(), origin(source, arrival, request));
            return Page.goTo(
                    ReturnPath.orHome(arrival.returnTo()).text(),
                    cookies.give(request, session),
                    cookies.takeBack(request, FLOW_COOKIE));
        } catch (RegistryException e) {
            return problem(e, name);
        }
    }

    /** OpenID Connect Back-Channel Logout 1.0, section 2.5. */
    @POST
    @Path("/backchannel-logout")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Public("the logout token is signed by the provider")
    public RestResponse<Void> backchannelLogout(
            @PathParam("source") String name, @RestForm("logout_token") @Nullable String logoutToken) {
        logout.backchannel(source(name), logoutToken);
        return RestResponse.ResponseBuilder.<Void>create(RestResponse.Status.OK)
                .header("Cache-Control", "no-store")
                .build();
    }

    /** OpenID Connect Front-Channel Logout 1.0, section 3: the provider's page shows this in a frame. */
    @GET
    @Path("/frontchannel-logout")
    @Public("only the provider and the browser know the session's id at the provider")
    public RestResponse<Void> frontchannelLogout(
            @PathParam("source") String name, @RestQuery @Nullable String iss, @RestQuery @Nullable String sid) {
        logout.frontchannel(source(name), iss, sid);
        return RestResponse.ResponseBuilder.<Void>create(RestResponse.Status.OK)
                .header("Cache-Control", "no-store")
                .build();
    }

    private OidcSource source(String name) {
        IdentitySource source = sources.byName(name);
        if (!source.kind().equals(OidcKind.OIDC) || !source.enabled()) {
            throw new RegistryException(ErrorCode.NOT_FOUND, "Nobody signs in through " + name + " here.");
        }
        return OidcSource.of(source);
    }

    private Sessions.Origin origin(OidcSource source, Arrival arrival, HttpServerRequest request) {
        return new Sessions.Origin(
                source.source().id(),
                arrival.providerSession(),
                arrival.person().subject(),
                sourceAddress.of(request),
                request.getHeader("User-Agent"));
    }

    static String callback(String address, String source) {
        return address + "/auth/oidc/" + source + "/callback";
    }

    private static RestResponse<String> problem(RegistryException e, String source) {
        if (e.code() == ErrorCode.UNKNOWN) {
            throw e;
        }
        String again = e.code() == ErrorCode.NOT_FOUND ? "" : "/auth/oidc/" + source + "/sign-in";
        return Page.of(e.code().status(), Templates.problem(String.valueOf(e.getMessage()), again));
    }
}
