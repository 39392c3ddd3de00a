package dev.portcullis.auth;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.portcullis.access.Account;
import dev.portcullis.access.Caller;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.identity.workload.WorkloadExchange;
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
    /** RFC 8693, 2.1. */
    private static final String TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";

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

    /**
     * The OAuth2 form. Refresh tokens are not issued, so clients ask with the password again. A workload exchanges the
     * token of its platform (RFC 8693) and names the robot that it acts as.
     */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RunOnVirtualThread
    @Public("checks name and password itself")
    public Response post(
            @RestForm("grant_type") @Nullable String grantType,
            @RestForm @Nullable String username,
            @RestForm @Nullable String password,
            @RestForm("subject_token") @Nullable String subjectToken,
            @RestForm @Nullable String service,
            @RestForm List<String> scope,
            @Context HttpServerRequest http) {
        String secret = switch (grantType == null ? "" : grantType) {
            case "password" -> password;
            case TOKEN_EXCHANGE -> workloadToken(subjectToken);
            default ->
                throw new RegistryException(
                        ErrorCode.REQUEST_INVALID,
                        "Use grant_type=password with username and password, or " + TOKEN_EXCHANGE
                                + " with subject_token and the robot's name as username.");
        };
        if (username == null || secret == null) {
            throw wrongCredentials();
        }
        return answer(signIn(username, secret, http), service, scope);
    }

    /** Only a signed token is exchanged: a password does not become one by its place in the form. */
    private static @Nullable String workloadToken(@Nullable String subjectToken) {
        return subjectToken != null && WorkloadExchange.looksLikeToken(subjectToken) ? subjectToken : null;
    }

    private Identity signIn(String name, String password, HttpServerRequest http) {
        ClientSignIn.Proof proof = WorkloadExchange.looksLikeToken(password)
                ? clients.byWorkloadToken(name, password)
                : clients.signIn(name, password, http);
        if (proof == null) {
            throw wrongCredentials();
        }
        Account account = proof.account();
        return new Identity(new Caller.SignedIn(account.id(), account.name()), proof.credential());
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
