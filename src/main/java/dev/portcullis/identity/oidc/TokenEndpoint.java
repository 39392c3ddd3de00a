package dev.portcullis.identity.oidc;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import dev.portcullis.egress.EgressClient;
import dev.portcullis.egress.EgressException;
import dev.portcullis.egress.EgressRequest;
import dev.portcullis.egress.EgressResponse;
import dev.portcullis.identity.jwt.TokenRefusedException;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Exchanges a code for an ID token (OpenID Connect Core 1.0, section 3.1.3), through the one client. */
final class TokenEndpoint {
    /** The codes of RFC 6749 5.2 and of all that extend it; the grammar there allows whole sentences. */
    private static final Pattern ERROR = Pattern.compile("[A-Za-z0-9_]{1,40}");

    private final EgressClient egress;

    TokenEndpoint(EgressClient egress) {
        this.egress = egress;
    }

    /** The ID token as it came, unverified. */
    String idToken(OidcSource source, URI endpoint, FlowState flow, String code)
            throws EgressException, TokenRefusedException {
        AuthorizationCodeGrant grant = new AuthorizationCodeGrant(
                new AuthorizationCode(code), URI.create(flow.redirectUri()), new CodeVerifier(flow.verifier()));
        ClientID client = new ClientID(source.settings().clientId());
        ClientAuthentication authentication = authentication(source, client);
        TokenRequest request = authentication == null
                ? new TokenRequest.Builder(endpoint, client, grant).build()
                : new TokenRequest.Builder(endpoint, authentication, grant).build();
        TokenResponse response;
        try {
            response = OIDCTokenResponseParser.parse(request.toHTTPRequest()
                    .send(out -> send(out, source.settings().trusted())));
        } catch (EgressException e) {
            throw e;
        } catch (IOException | ParseException e) {
            throw EgressException.badAnswer(endpoint, "gave an answer that is none of OAuth 2.0");
        }
        if (!(response instanceof OIDCTokenResponse good)) {
            // The code alone: the description may quote the request.
            String error = response.toErrorResponse().getErrorObject().getCode();
            throw new TokenRefusedException("the provider does not take the code (" + told(error)
                    + "): check client id, client secret and redirect URI at the provider");
        }
        String idToken = good.getOIDCTokens().getIDTokenString();
        if (idToken == null) {
            throw new TokenRefusedException("the provider sent no ID token");
        }
        return idToken;
    }

    /** What the provider calls its error, where that is one: it could quote a secret there too. */
    private static String told(@Nullable String error) {
        return error != null && ERROR.matcher(error).matches() ? error : "its error has no proper name";
    }

    private static @Nullable ClientAuthentication authentication(OidcSource source, ClientID client) {
        String secret = source.source().secret();
        if (secret == null || secret.isEmpty()) {
            return null;
        }
        return source.settings().clientAuthentication().equals("post")
                ? new ClientSecretPost(client, new Secret(secret))
                : new ClientSecretBasic(client, new Secret(secret));
    }

    private ReadOnlyHTTPResponse send(ReadOnlyHTTPRequest request, @Nullable String caBundle) throws IOException {
        Map<String, String> headers = new HashMap<>();
        request.getHeaderMap().forEach((name, values) -> headers.put(name, String.join(", ", values)));
        EgressResponse answer = egress.send(EgressRequest.post(request.getURI(), headers, request.getBody(), caBundle));
        if (answer.status() >= 500) {
            throw EgressException.badAnswer(request.getURI(), answer.status());
        }
        HTTPResponse response = new HTTPResponse(answer.status());
        String type = answer.headers().get("content-type");
        if (type != null) {
            response.setHeader("Content-Type", new String[] {type});
        }
        response.setBody(answer.body());
        return response;
    }
}
