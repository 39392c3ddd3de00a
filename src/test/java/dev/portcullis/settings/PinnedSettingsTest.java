package dev.portcullis.settings;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.portcullis.access.Caller;
import dev.portcullis.access.Rights;
import dev.portcullis.auth.Browser;
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

/** What the configuration of the server sets wins, and says so. */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
@TestProfile(PinnedSettingsTest.Pinned.class)
class PinnedSettingsTest {
    /** An operator's configuration. */
    public static final class Pinned implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "portcullis.public-address", "https://pinned.example.com/", "portcullis.create-on-push", "false");
        }
    }

    @Inject
    Rights rights;

    private Caller.SignedIn root = new Caller.SignedIn(0, "");

    @BeforeEach
    void administrator() {
        root = rights.user("pinned-root");
        rights.elsewhere("update account set administrator = true where id = ?", root.accountId());
    }

    private Response put(String value) {
        return given().auth()
                .preemptive()
                .basic(root.name(), Rights.PASSWORD)
                .contentType("application/json")
                .body("{\"value\":" + value + "}")
                .put("/api/v1/settings/general");
    }

    @Test
    void aPinnedFieldHoldsAndCannotBeChanged() {
        put("{\"publicAddress\":\"https://other.example.com\",\"createOnPush\":false}")
                .then()
                .statusCode(409)
                .body("detail", containsString("portcullis.public-address"))
                .body("field", equalTo("publicAddress"));
        // What is repeated is no contradiction, so a form can be sent as it was shown.
        put("{\"publicAddress\":\"https://pinned.example.com\",\"createOnPush\":false,\"message\":\"Hello\"}")
                .then()
                .statusCode(200)
                .body("value.publicAddress", equalTo("https://pinned.example.com"))
                .body("value.createOnPush", equalTo(false))
                .body("value.message", equalTo("Hello"))
                .body("pinned.createOnPush", equalTo("portcullis.create-on-push"));
        assertThat(given().get("/v2/").header("WWW-Authenticate"))
                .as("of localhost too: the operator has said it")
                .contains("realm=\"https://pinned.example.com/auth/token\"");
    }

    @Test
    void thePageSaysWhatIsPinned() {
        String page = Browser.signedIn(root.name()).get("/system/general").asString();
        assertThat(page).contains("Set by portcullis.public-address in the configuration of the server.");
        assertThat(page).containsPattern("<input id=\"public-address\"[^>]* disabled");
    }
}
