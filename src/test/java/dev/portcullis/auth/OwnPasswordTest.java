package dev.portcullis.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.access.Action;
import dev.portcullis.access.Caller;
import dev.portcullis.access.Rights;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** People change their password, and nobody finds it out on the way. */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
@TestProfile(OwnPasswordTest.FewGuesses.class)
class OwnPasswordTest {
    private static final String NEW = "another good long phrase";

    /** The other tests fail more often than a person does. */
    public static final class FewGuesses implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("portcullis.sign-in.failures-per-name-and-address", "10");
        }
    }

    @Inject
    Rights rights;

    @Test
    void thePresentOneIsAskedFor() {
        Caller.SignedIn ana = rights.user("changer");
        assertThat(change(Registry.as(ana), "wrong").statusCode()).isEqualTo(403);
        assertThat(change(Registry.as(ana), Rights.PASSWORD).statusCode()).isEqualTo(204);
    }

    @Test
    void whoeverHoldsAnAccessTokenCannotGuessThePasswordWithIt() {
        Caller.SignedIn ana = rights.user("guessed");
        List<String> all = Arrays.stream(Action.values()).map(Action::wireName).toList();
        String stolen = Registry.as(ana)
                .contentType(ContentType.JSON)
                .body(Map.of("label", "stolen", "actions", all))
                .post("/api/v1/account/tokens")
                .path("secret");
        int wrong = 0;
        Response answer = change(Registry.bearer(stolen), "guess");
        while (answer.statusCode() == 403 && wrong < 50) {
            wrong++;
            answer = change(Registry.bearer(stolen), "guess " + wrong);
        }
        assertThat(wrong).as(answer.asString()).isEqualTo(10);
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.header("Retry-After")).isEqualTo("300");
        assertThat(change(Registry.bearer(stolen), Rights.PASSWORD).statusCode())
                .isEqualTo(429);
    }

    private static Response change(RequestSpecification request, String current) {
        return request.contentType(ContentType.JSON)
                .body(Map.of("current", current, "password", NEW))
                .post("/api/v1/account/password");
    }
}
