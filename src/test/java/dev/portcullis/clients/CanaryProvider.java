package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import dev.portcullis.testing.TestIssuer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Signs workload tokens and lets people in, or refuses them and repeats to everyone what it was sent. */
final class CanaryProvider implements AutoCloseable {
    private static final Pattern STATE = Pattern.compile("[?&]state=([^&]+)");
    private static final Pattern NONCE = Pattern.compile("[?&]nonce=([^&]+)");

    final TestIssuer issuer = new TestIssuer();
    private final RSAKey key = issuer.newKey();
    private final Canaries canaries;
    private volatile String nonce = "";
    private volatile boolean refuses;

    CanaryProvider(Canaries canaries) {
        this.canaries = canaries;
        String accessToken = canaries.make("access token of the provider");
        issuer.server().createContext("/token", exchange -> {
            String sent = exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            TestIssuer.answer(
                    exchange,
                    refuses ? 400 : 200,
                    refuses
                            ? "{\"error\":\"invalid_client\",\"error_description\":\"not with " + sent + "\"}"
                            : "{\"access_token\":\"" + accessToken + "\",\"token_type\":\"Bearer\",\"id_token\":\""
                                    + idToken() + "\"}");
        });
    }

    private String idToken() {
        return signed("ID token", "portcullis", "olga");
    }

    /** A token for the robot of that trust. */
    String workloadToken(String audience) {
        return signed("workload token", audience, "repo:acme");
    }

    /** Of a token the signature alone is secret: what it claims may be told. */
    private String signed(String what, String audience, String subject) {
        String token = TestIssuer.sign(
                key,
                issuer.claims()
                        .audience(audience)
                        .subject(subject)
                        .claim("nonce", nonce)
                        .claim("preferred_username", subject.replace(':', '-'))
                        .build());
        canaries.note(what, token.substring(token.lastIndexOf('.') + 1));
        return token;
    }

    /** There and back again. */
    void signIn(CanaryVisit visit, String source, boolean refused) {
        refuses = refused;
        String there = visit.shown(303, "GET", "/auth/oidc/" + source + "/sign-in", "", "")
                .headers()
                .firstValue("Location")
                .orElseThrow();
        nonce = part(NONCE, there);
        visit.cookies().forEach((name, value) -> canaries.note("cookie " + name, value));
        String code = canaries.make("authorization code");
        String back =
                "/auth/oidc/" + source + "/callback?state=" + part(STATE, there) + "&code=" + code.replace("+", "%2B");
        // The form for another language repeats the address of its page, to whoever brought it.
        visit.shown(refused ? 403 : 303, "GET", back, "", "");
    }

    private static String part(Pattern pattern, String address) {
        Matcher matcher = pattern.matcher(address);
        assertThat(matcher.find()).as(address).isTrue();
        return matcher.group(1);
    }

    @Override
    public void close() {
        issuer.close();
    }
}
