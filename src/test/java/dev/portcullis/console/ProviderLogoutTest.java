package dev.portcullis.console;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.portcullis.access.Accounts;
import dev.portcullis.access.Rights;
import dev.portcullis.identity.IdentitySources;
import dev.portcullis.testing.PostgresTestResource;
import dev.portcullis.testing.TestIssuer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The provider ends sessions here. */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class ProviderLogoutTest {
    private static final Map<String, Object> EVENT =
            Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of());

    @Inject
    IdentitySources sources;

    @Inject
    ObjectMapper json;

    @Inject
    Jdbi jdbi;

    @Inject
    Rights rights;

    private final TestProvider provider = new TestProvider();
    private String source = "";

    @BeforeEach
    void twoSessionsOfAna() throws Exception {
        source = rights.fresh("idp");
        create("");
        open("laptop");
        open("phone");
    }

    @AfterEach
    void stop() {
        provider.close();
    }

    @Test
    void tokenEndsTheSessionThatItNames() {
        assertThat(send(token().claim("sid", "laptop"))).isEqualTo(200);
        assertThat(sessions()).isEqualTo(1);
        assertThat(send(token().claim("sid", "unknown")))
                .as("nothing to end is no failure")
                .isEqualTo(200);
        assertThat(sessions()).isEqualTo(1);
        int events = jdbi.withHandle(
                h -> h.select("select count(*) from event where kind = 'session.ended' and account = ?", source)
                        .mapTo(Integer.class)
                        .one());
        assertThat(events).isEqualTo(1);
    }

    @Test
    void tokenWithoutASessionEndsAllOfThePerson() {
        assertThat(send(token().subject("somebody-else"))).isEqualTo(200);
        assertThat(sessions()).isEqualTo(2);
        assertThat(send(token().subject("ana"))).isEqualTo(200);
        assertThat(sessions()).isZero();
    }

    @Test
    void tokenIsGoodOnce() {
        String token = sign(token().claim("sid", "laptop"));
        assertThat(post(token)).isEqualTo(200);
        open("laptop");
        assertThat(post(token)).isEqualTo(400);
        assertThat(sessions()).isEqualTo(2);
    }

    @Test
    void whatIsNoLogoutTokenEndsNothing() {
        Instant now = Instant.now();
        JWTClaimsSet.Builder sid = token().claim("sid", "laptop");
        assertThat(send(token())).as("neither sid nor sub").isEqualTo(400);
        assertThat(send(token().claim("sid", "laptop").claim("nonce", "x"))).isEqualTo(400);
        assertThat(send(token().claim("sid", "laptop").claim("events", null))).isEqualTo(400);
        assertThat(send(token().claim("sid", "laptop").claim("events", Map.of("other", Map.of()))))
                .isEqualTo(400);
        assertThat(send(token().claim("sid", "laptop").audience("another"))).isEqualTo(400);
        assertThat(send(token().claim("sid", "laptop").issuer("https://evil.example.com")))
                .isEqualTo(400);
        assertThat(send(token().claim("sid", "laptop").jwtID(null))).isEqualTo(400);
        assertThat(send(token().claim("sid", "laptop").issueTime(null))).isEqualTo(400);
        assertThat(send(token().claim("sid", "laptop").issueTime(Date.from(now.minusSeconds(900)))))
                .isEqualTo(400);
        assertThat(send(token().claim("sid", "laptop").issueTime(Date.from(now.plusSeconds(120)))))
                .isEqualTo(400);
        assertThat(send(token().claim("sid", "laptop").expirationTime(Date.from(now.minusSeconds(120)))))
                .isEqualTo(400);
        assertThat(post(TestIssuer.sign(provider.key, JWSAlgorithm.RS256, "at+jwt", sid.build())))
                .isEqualTo(400);
        assertThat(post(TestIssuer.sign(TestIssuer.unpublishedKey(provider.key.getKeyID()), sid.build())))
                .isEqualTo(400);
        assertThat(post(TestIssuer.sign(
                        provider.key,
                        provider.issuer
                                .claims()
                                .audience(TestProvider.CLIENT)
                                .subject("ana")
                                .claim("sid", "laptop")
                                .build())))
                .as("an ID token")
                .isEqualTo(400);
        assertThat(post("")).isEqualTo(400);
        assertThat(given().contentType("application/x-www-form-urlencoded")
                        .post("/auth/oidc/" + source + "/backchannel-logout")
                        .statusCode())
                .isEqualTo(400);
        assertThat(sessions()).isEqualTo(2);
    }

    @Test
    void frameOfTheProviderEndsTheSessionThatItNames() {
        assertThat(frame("https://evil.example.com", "laptop")).isEqualTo(400);
        assertThat(frame(provider.issuer.issuer(), "")).isEqualTo(400);
        assertThat(sessions()).isEqualTo(2);
        assertThat(frame(provider.issuer.issuer(), "laptop")).isEqualTo(200);
        assertThat(sessions()).isEqualTo(1);
    }

    @Test
    void logoutsThatAreSwitchedOffEndNothing() throws Exception {
        source = rights.fresh("deaf");
        create(",\"backchannelLogout\":false,\"frontchannelLogout\":false");
        open("laptop");
        assertThat(send(token().claim("sid", "laptop"))).isEqualTo(400);
        assertThat(frame(provider.issuer.issuer(), "laptop")).isEqualTo(400);
        assertThat(sessions()).isEqualTo(1);
    }

    private JWTClaimsSet.Builder token() {
        return provider.issuer
                .claims()
                .audience(TestProvider.CLIENT)
                .jwtID(UUID.randomUUID().toString())
                .claim("events", EVENT);
    }

    private String sign(JWTClaimsSet.Builder claims) {
        return TestIssuer.sign(provider.key, JWSAlgorithm.RS256, "logout+jwt", claims.build());
    }

    private int send(JWTClaimsSet.Builder claims) {
        return post(sign(claims));
    }

    private int post(String token) {
        return given().formParam("logout_token", token)
                .post("/auth/oidc/" + source + "/backchannel-logout")
                .statusCode();
    }

    private int frame(String issuer, String sid) {
        return given().queryParam("iss", issuer)
                .queryParam("sid", sid)
                .get("/auth/oidc/" + source + "/frontchannel-logout")
                .statusCode();
    }

    private void create(String more) throws Exception {
        sources.create(
                Accounts.SYSTEM,
                source,
                "oidc",
                json.readTree("{\"issuer\":\"" + provider.issuer.issuer() + "\",\"clientId\":\"" + TestProvider.CLIENT
                        + "\"" + more + "}"),
                null);
    }

    private void open(String sid) {
        String login = source + "-ana";
        assertThat(provider.signIn(
                                source,
                                claims -> claims.subject("ana")
                                        .claim("preferred_username", login)
                                        .claim("sid", sid))
                        .statusCode())
                .isEqualTo(303);
    }

    private int sessions() {
        return jdbi.withHandle(h -> h.select(
                        "select count(*) from session s join identity_source i on i.id = s.source_id where i.name = ?",
                        source)
                .mapTo(Integer.class)
                .one());
    }
}
