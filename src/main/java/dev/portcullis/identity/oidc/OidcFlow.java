package dev.portcullis.identity.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.validators.IDTokenClaimsVerifier;
import dev.portcullis.egress.EgressClient;
import dev.portcullis.egress.EgressException;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.event.AccessLog;
import dev.portcullis.identity.jwt.IssuerKeys;
import dev.portcullis.identity.jwt.SignedTokens;
import dev.portcullis.identity.jwt.TokenRefusedException;
import dev.portcullis.secret.MasterKey;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The authorization code flow with PKCE (OpenID Connect Core 1.0, section 3.1; RFC 7636; RFC 9207). Nothing of it is
 * kept here: what has to be the same at its end travels sealed in the browser's cookie.
 */
@Singleton
public final class OidcFlow {
    private static final Logger LOG = Logger.getLogger(OidcFlow.class);
    private static final int LEEWAY_SECONDS = 60;
    private static final Set<String> ID_TOKEN_TYPES = Set.of("jwt");

    private final IssuerKeys issuers;
    private final SignedTokens tokens;
    private final TokenEndpoint endpoint;
    private final MasterKey masterKey;
    private final ObjectMapper json;
    private final AccessLog accessLog;

    /** Where the browser goes, and the cookie that it keeps meanwhile. */
    public record Begun(URI address, String sealed) {}

    /** What the provider's redirect brought back. */
    public record Returned(
            @Nullable String state,
            @Nullable String code,
            @Nullable String error,
            @Nullable String issuer) {}

    OidcFlow(
            IssuerKeys issuers,
            SignedTokens tokens,
            EgressClient egress,
            MasterKey masterKey,
            ObjectMapper json,
            AccessLog accessLog) {
        this.issuers = issuers;
        this.tokens = tokens;
        this.endpoint = new TokenEndpoint(egress);
        this.masterKey = masterKey;
        this.json = json;
        this.accessLog = accessLog;
    }

    /** How long the cookie is good, in seconds. */
    public static long lifetimeSeconds() {
        return FlowState.LIFETIME.toSeconds();
    }

    /** Begins. {@link ErrorCode#UNAVAILABLE} where the provider cannot be asked for its addresses. */
    public Begun begin(OidcSource source, String redirectUri, @Nullable String returnTo) {
        OidcSettings settings = source.settings();
        CodeVerifier verifier = new CodeVerifier();
        State state = new State();
        Nonce nonce = new Nonce();
        try {
            AuthenticationRequest.Builder request = new AuthenticationRequest.Builder(
                            new ResponseType(ResponseType.Value.CODE),
                            new Scope(settings.scopes().toArray(String[]::new)),
                            new ClientID(settings.clientId()),
                            URI.create(redirectUri))
                    .endpointURI(address(issuers.metadataOfTheLiving(source.keys()), "authorization_endpoint", source))
                    .state(state)
                    .nonce(nonce)
                    .codeChallenge(verifier, CodeChallengeMethod.S256);
            Integer maxAge = settings.maxAgeSeconds();
            if (maxAge != null) {
                request.maxAge(maxAge);
            }
            FlowState flow = new FlowState(
                    source.name(),
                    state.getValue(),
                    nonce.getValue(),
                    verifier.getValue(),
                    redirectUri,
                    returnTo,
                    Instant.now().plus(FlowState.LIFETIME).getEpochSecond());
            return new Begun(request.build().toURI(), flow.seal(masterKey, json));
        } catch (EgressException e) {
            throw unavailable(source, e);
        }
    }

    /**
     * Ends it. {@link ErrorCode#REQUEST_INVALID} when this browser did not begin it or took too long, {@link
     * ErrorCode#DENIED} when the provider did not let the person in or its token will not do, {@link
     * ErrorCode#UNAVAILABLE} where it cannot be asked.
     */
    public Arrival finish(OidcSource source, @Nullable String sealed, Returned returned) {
        FlowState flow = FlowState.open(masterKey, json, sealed, Instant.now());
        if (flow == null || !flow.source().equals(source.name()) || !same(flow.state(), returned.state())) {
            throw new RegistryException(
                    ErrorCode.REQUEST_INVALID,
                    "This sign-in was not begun in this browser, was begun again meanwhile, or took longer than "
                            + FlowState.LIFETIME.toMinutes() + " minutes. Sign in again.");
        }
        try {
            return finish(source, flow, returned);
        } catch (EgressException e) {
            throw unavailable(source, e);
        } catch (TokenRefusedException e) {
            LOG.warnf("Sign-in through %s was refused: %s", source.name(), e.why());
            accessLog.signInRefused("", "the answer of " + source.name() + ": " + e.why());
            throw new RegistryException(
                    ErrorCode.DENIED,
                    "What " + source.name() + " says of you cannot be accepted. The registry's log tells why.");
        }
    }

    private Arrival finish(OidcSource source, FlowState flow, Returned returned)
            throws EgressException, TokenRefusedException {
        JsonNode metadata = issuers.metadata(source.keys());
        String issuer = source.settings().issuer();
        boolean namesItself =
                metadata.path("authorization_response_iss_parameter_supported").asBoolean(false);
        if (returned.issuer() == null ? namesItself : !returned.issuer().equals(issuer)) {
            throw new TokenRefusedException("the answer comes from another provider (RFC 9207)");
        }
        if (returned.error() != null || returned.code() == null) {
            throw new RegistryException(
                    ErrorCode.DENIED, source.name() + " did not let you in, or you cancelled. Sign in again.");
        }
        String idToken = endpoint.idToken(source, address(metadata, "token_endpoint", source), flow, returned.code());
        JWTClaimsSet claims = tokens.verify(idToken, source.keys(), ID_TOKEN_TYPES);
        checkClaims(claims, source.settings(), flow.nonce());
        String session = claims.getClaim("sid") instanceof String sid && !sid.isEmpty() ? sid : null;
        return new Arrival(PersonClaims.read(claims, source.settings()), session, flow.returnTo());
    }

    private static void checkClaims(JWTClaimsSet claims, OidcSettings settings, String nonce)
            throws TokenRefusedException {
        try {
            new IDTokenClaimsVerifier(
                            new Issuer(settings.issuer()),
                            new ClientID(settings.clientId()),
                            new Nonce(nonce),
                            LEEWAY_SECONDS)
                    .verify(claims, null);
        } catch (BadJWTException e) {
            throw new TokenRefusedException("its claims are wrong: " + e.getMessage());
        }
        for (String audience : claims.getAudience()) {
            if (!audience.equals(settings.clientId())
                    && !settings.extraAudiences().contains(audience)) {
                throw new TokenRefusedException("it is for others as well; extraAudiences does not name them");
            }
        }
        Object party = claims.getClaim("azp");
        if (party != null && !party.equals(settings.clientId())) {
            throw new TokenRefusedException("it was issued to another client");
        }
        Integer maxAge = settings.maxAgeSeconds();
        if (maxAge != null) {
            checkAuthenticationTime(claims, maxAge);
        }
    }

    private static void checkAuthenticationTime(JWTClaimsSet claims, int maxAge) throws TokenRefusedException {
        Object time = claims.getClaim("auth_time");
        long at = time instanceof Number seconds
                ? seconds.longValue()
                : time instanceof Date date ? date.toInstant().getEpochSecond() : Long.MIN_VALUE;
        if (at < Instant.now().getEpochSecond() - maxAge - LEEWAY_SECONDS) {
            throw new TokenRefusedException(
                    "the person signed in at the provider too long ago, or it does not say when");
        }
    }

    private static URI address(JsonNode metadata, String name, OidcSource source) throws EgressException {
        try {
            URI uri = URI.create(metadata.path(name).asText());
            boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            if (web && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw EgressException.badAnswer(URI.create(source.settings().issuer()), "names no " + name);
    }

    private static boolean same(String expected, @Nullable String told) {
        return told != null
                && MessageDigest.isEqual(
                        expected.getBytes(StandardCharsets.UTF_8), told.getBytes(StandardCharsets.UTF_8));
    }

    private static RegistryException unavailable(OidcSource source, EgressException e) {
        LOG.warnf("The provider %s cannot be asked: %s", source.name(), e.getMessage());
        return new RegistryException(
                ErrorCode.UNAVAILABLE,
                source.name()
                        + " cannot be reached just now. Who is signed in stays so; accounts with a password of this"
                        + " registry can sign in. Try again in a minute.",
                e);
    }
}
