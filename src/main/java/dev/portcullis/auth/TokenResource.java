package dev.portcullis.auth;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.portcullis.access.Account;
import dev.portcullis.access.Caller;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/**
 * Gives bearer tokens: "Token Authentication Specification" and "OAuth2 Token Authentication" of distribution. The
 * answer holds what is granted and no word on what is not; who asks for a repository that is missing and who asks for
 * one that is forbidden both get a token that is good for nothing.
 */
@Path("/auth/token")
@Produces(MediaType.APPLICATION_JSON)
public final class TokenResource {
    private static final String BASIC = "Basic ";

    private final ClientSignIn clients;
    private final TokenScopes scopes;
    private final TokenIssuer issuer;
    private final TokenConfig config;

    /** The answer of both specifications in one. */
    public record Answer(
            String token,
            @JsonProperty("access_token") String accessToken,
            @JsonProperty("expires_in") long expiresIn,
            @JsonProperty("issued_at") String issuedAt,
            @JsonProperty("token_type") String tokenType) {}

    TokenResource(ClientSignIn clients, TokenScopes scopes, TokenIssuer issuer, TokenConfig config) {
        this.clients = clients;
        this.scopes = scopes;
        this.issuer = issuer;
        this.config = config;
    }

    /** For name and password in {@code Authorization: Basic}, or for nobody without it. */
    @GET
    @RunOnVirtualThread
    @Public("checks name and password itself; nobody gets what everyone may do")
    public Response get(
            @HeaderParam("Authorization") @Nullable String authorization,
            @RestQuery @Nullable String service,
            @RestQuery List<String> scope,
            @Context HttpServerRequest http) {
        if (authorization == null) {
            return answer(Identity.NOBODY, service, scope);
        }
        BasicCredentials basic = authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())
                ? BasicCredentials.parse(authorization.substring(BASIC.length()).strip())
                : null;
        if (basic == null) {
            throw wrongCredentials();
        }
        return answer(signIn(basic.name(), basic.password(), http), service, scope);
    }

    /** The OAuth2 form. Refresh tokens are not issued, so clients ask with the password again. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RunOnVirtualThread
    @Public("checks name and password itself")
    public Response post(
            @RestForm("grant_type") @Nullable String grantType,
            @RestForm @Nullable String username,
            @RestForm @Nullable String password,
            @RestForm @Nullable String service,
            @RestForm List<String> scope,
            @Context HttpServerRequest http) {
        if (!"password".equals(grantType)) {
            throw new RegistryException(
                    ErrorCode.REQUEST_INVALID,
                    "Only grant_type=password is supported: sign in with name and password.");
        }
        if (username == null || password == null) {
            throw wrongCredentials();
        }
        return answer(signIn(username, password, http), service, scope);
    }

    private Identity signIn(String name, String password, HttpServerRequest http) {
        ClientSignIn.Proof proof = clients.signIn(name, password, http);
        if (proof == null) {
            throw wrongCredentials();
        }
        Account account = proof.account();
        return new Identity(new Caller.SignedIn(account.id(), account.name()), proof.credential(), null);
    }

    private Response answer(Identity who, @Nullable String service, List<String> scope) {
        if (service != null && !service.isEmpty() && !service.equals(config.service())) {
            throw new RegistryException(
                    ErrorCode.REQUEST_INVALID, "Tokens are issued for the service " + config.service() + " only.");
        }
        TokenIssuer.Issued issued = issuer.issue(who, scopes.grant(who, scope));
        Answer answer = new Answer(
                issued.token(),
                issued.token(),
                issued.lifetime().toSeconds(),
                issued.issuedAt().toString(),
                "Bearer");
        Response.ResponseBuilder response = Response.ok(answer).header("Cache-Control", "no-store");
        String warning = ExpiryWarning.of(who.credential());
        return (warning == null ? response : response.header(ExpiryWarning.HEADER, warning)).build();
    }

    private static RegistryException wrongCredentials() {
        return new RegistryException(ErrorCode.UNAUTHORIZED, "The user name or the password is wrong.")
                .header("WWW-Authenticate", "Basic realm=\"Portcullis\", charset=\"UTF-8\"");
    }
}
