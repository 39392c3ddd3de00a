package dev.portcullis.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.access.Caller;
import dev.portcullis.access.Rights;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Behind a proxy that ends TLS, as a registry really runs, with limits that a test can reach. */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
@TestProfile(HttpsSignInTest.Https.class)
class HttpsSignInTest {
    private static final String COOKIE = "__Host-portcullis";

    /** The settings of this test. */
    public static final class Https implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "portcullis.public-address", "https://registry.example.com",
                    "portcullis.trusted-proxies", "127.0.0.0/8",
                    "portcullis.sign-in.code-failures-per-account", "12");
        }
    }

    @Inject
    SecondFactors secondFactors;

    @Inject
    Rights rights;

    private Caller.SignedIn ana = new Caller.SignedIn(0, "");

    @BeforeEach
    void ana() {
        ana = rights.user("https");
    }

    @Test
    void theCookieIsBoundToThisHostAndToEncryption() {
        Response answer = new Browser().signIn(ana.name(), Rights.PASSWORD);
        assertThat(answer.header("Set-Cookie").replace(" ", "").split(";"))
                .contains("Secure", "HttpOnly", "SameSite=Lax", "Path=/");
        assertThat(answer.cookies()).containsOnlyKeys(COOKIE);
    }

    @Test
    void aCookieWithoutThePrefixIsNone() {
        Browser browser = Browser.signedIn(ana.name());
        assertThat(browser.isIn()).isTrue();
        browser.cookies.put("portcullis", browser.cookies.remove(COOKIE));
        assertThat(browser.isIn()).isFalse();
    }

    @Test
    void formsComeFromThePublicAddress() {
        for (String origin : new String[] {"https://registry.example.com", "https://registry.example.com:443"}) {
            assertThat(from(origin)).as(origin).isEqualTo(303);
        }
        for (String origin : new String[] {
            "http://registry.example.com",
            "https://registry.example.com:8443",
            "https://registry.example.com.e.example",
            "https://example.com",
            "null"
        }) {
            assertThat(from(origin)).as(origin).isEqualTo(403);
        }
    }

    @Test
    void wrongCodesAreCountedWhereverTheyComeFromAndARightPasswordDoesNotClearThem() {
        secondFactors.begin(ana.accountId());
        rights.elsewhere("update second_factor set confirmed = true where account_id = ?", ana.accountId());
        int refused = 0;
        int status = 401;
        while (status == 401 && refused < 50) {
            Browser browser = new Browser();
            browser.from = "198.51.100." + refused;
            assertThat(browser.signIn(ana.name(), Rights.PASSWORD).header("Location"))
                    .startsWith("/login/code");
            status = browser.post("/login/code", "code", "00000").statusCode();
            refused++;
        }
        assertThat(status).isEqualTo(429);
        assertThat(refused).isEqualTo(13);
    }

    private static int from(String origin) {
        return new Browser()
                .request()
                .header("Origin", origin)
                .contentType("application/x-www-form-urlencoded")
                .post("/logout")
                .statusCode();
    }
}
