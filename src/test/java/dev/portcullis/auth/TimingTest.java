package dev.portcullis.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.access.Accounts;
import dev.portcullis.access.Caller;
import dev.portcullis.access.Organizations;
import dev.portcullis.access.Rights;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** SEC-I: how long an answer takes does not tell what there is. */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class TimingTest {
    /** A sign-in takes a password hash of 200 ms; with one left out the difference is all of it. */
    private static final int SIGN_INS = 12;

    private static final int REQUESTS = 200;

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @Inject
    Organizations organizations;

    @Inject
    Rights rights;

    @Test
    void aWrongPasswordTakesAsLongAsAnUnknownName() {
        String known = rights.user("timed").name();
        String elsewhere = rights.user("timed").name();
        rights.elsewhere("update account set password_hash = null where name = ?", elsewhere);
        String nobody = rights.fresh("timed-nobody");
        PairedTimes.areAlike("known name", SIGN_INS, () -> refused(known), () -> refused(nobody));
        PairedTimes.areAlike("without a password", SIGN_INS, () -> refused(elsewhere), () -> refused(nobody));
    }

    @Test
    void aHiddenRepositoryTakesAsLongAsOneThatIsMissing() {
        String org = rights.fresh("timed-org");
        Caller.SignedIn owner = rights.user("owner");
        Caller.SignedIn stranger = rights.user("stranger");
        organizations.create(Accounts.SYSTEM, org, owner.name());
        rights.repository(org, "web");
        // As many letters: a longer answer takes longer.
        String hidden = org + "/web";
        String missing = org + "/wob";
        String token = "Bearer "
                + Registry.token(stranger, "repository:" + hidden + ":pull", "repository:" + missing + ":pull");
        String basic = basic(stranger.name(), Rights.PASSWORD);
        for (String path : List.of("/v2/%s/manifests/1.0", "/v2/%s/tags/list", "/api/v1/repositories/%s")) {
            String who = path.startsWith("/v2") ? token : basic;
            Runnable one = () -> ask(who, path.formatted(hidden), 404);
            Runnable other = () -> ask(who, path.formatted(missing), 404);
            for (int i = 0; i < REQUESTS / 4; i++) { // until both ways are compiled
                one.run();
                other.run();
            }
            PairedTimes.areAlike(path, REQUESTS, one, other);
        }
    }

    private static void refused(String name) {
        ask(basic(name, "not the password of anybody"), "/auth/token", 401);
    }

    private static String basic(String name, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private static void ask(String authorization, String path, int status) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path))
                .header("Authorization", authorization)
                .build();
        try {
            assertThat(CLIENT.send(request, BodyHandlers.discarding()).statusCode())
                    .as(path)
                    .isEqualTo(status);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
