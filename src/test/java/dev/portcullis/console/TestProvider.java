package dev.portcullis.console;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.portcullis.testing.TestIssuer;
import io.restassured.response.Response;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A provider on this machine that lets everyone in, and a browser that goes there and back. */
final class TestProvider implements AutoCloseable {
    static final String CLIENT = "portcullis";
    /** What a test-wide search for secrets would find: SEC-J. */
    static final String SECRET = "canary-client-secret";

    final TestIssuer issuer = new TestIssuer();
    final RSAKey key = issuer.newKey();
    final List<String> tokenRequests = new CopyOnWriteArrayList<>();
    /** Makes the ID token from good claims. */
    volatile Function<JWTClaimsSet.Builder, String> idToken = claims -> TestIssuer.sign(key, claims.build());
    /** The answer in place of tokens, where it is not empty. */
    volatile String refusal = "";
    /** The status of that answer. */
    volatile int refusalStatus = 400;

    private volatile String nonce = "";
    private volatile Function<JWTClaimsSet.Builder, JWTClaimsSet.Builder> person = claims -> claims;

    TestProvider() {
        issuer.server().createContext("/token", exchange -> {
            tokenRequests.add(exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            if (!refusal.isEmpty()) {
                TestIssuer.answer(exchange, refusalStatus, refusal);
                return;
            }
            JWTClaimsSet.Builder claims =
                    person.apply(issuer.claims().audience(CLIENT).claim("nonce", nonce));
            TestIssuer.answer(
                    exchange,
                    200,
                    "{\"access_token\":\"at\",\"token_type\":\"Bearer\",\"id_token\":\"" + idToken.apply(claims)
                            + "\"}");
        });
    }

    /** A browser that has been sent to the provider. */
    record Away(String source, Map<String, String> asked, Map<String, String> cookies) {}

    static Away leave(String source, String returnTo) {
        Response answer = given().redirects()
                .follow(false)
                .queryParam("return", returnTo)
                .get("/auth/oidc/" + source + "/sign-in");
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(303);
        return new Away(source, query(URI.create(answer.header("Location"))), answer.cookies());
    }

    Response comeBack(Away away, Function<JWTClaimsSet.Builder, JWTClaimsSet.Builder> who) {
        return comeBack(away, who, Map.of());
    }

    Response comeBack(
            Away away, Function<JWTClaimsSet.Builder, JWTClaimsSet.Builder> who, Map<String, String> otherParameters) {
        nonce = String.valueOf(away.asked().get("nonce"));
        person = who;
        Map<String, String> parameters = new HashMap<>();
        parameters.put("code", "a-code");
        parameters.put("state", away.asked().get("state"));
        parameters.putAll(otherParameters);
        return given().redirects()
                .follow(false)
                .cookies(away.cookies())
                .queryParams(parameters)
                .get("/auth/oidc/" + away.source() + "/callback");
    }

    /** There and back again. */
    Response signIn(String source, Function<JWTClaimsSet.Builder, JWTClaimsSet.Builder> who) {
        return comeBack(leave(source, ""), who);
    }

    private static Map<String, String> query(URI uri) {
        Map<String, String> query = new HashMap<>();
        for (String pair : uri.getRawQuery().split("&", -1)) {
            int equals = pair.indexOf('=');
            query.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return query;
    }

    @Override
    public void close() {
        issuer.close();
    }
}
