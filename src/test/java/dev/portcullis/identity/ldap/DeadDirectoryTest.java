package dev.portcullis.identity.ldap;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.access.Accounts;
import dev.portcullis.access.Caller;
import dev.portcullis.access.Passwords;
import dev.portcullis.access.Rights;
import dev.portcullis.access.Robots;
import dev.portcullis.identity.IdentitySources;
import dev.portcullis.testing.PostgresTestResource;
import dev.portcullis.testing.Slapd;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** A directory that answers nothing takes down nobody else. */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
@EnabledIf("dev.portcullis.testing.Slapd#isInstalled")
class DeadDirectoryTest {
    /** Far below the time that a sign-in at the dead directory takes; the hash of a password is not counted. */
    private static final Duration UNAFFECTED = Duration.ofSeconds(1);

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @Inject
    IdentitySources sources;

    @Inject
    Robots robots;

    @Inject
    Rights rights;

    @Inject
    Passwords passwords;

    private Slapd slapd;

    @BeforeEach
    void directory() {
        slapd = Slapd.start(Ldif.person("eve"), false);
        sources.create(Accounts.SYSTEM, "dead", "ldap", Sources.plain(slapd, "{}"), Slapd.PASSWORD);
    }

    @AfterEach
    void forget() {
        slapd.close();
        sources.delete(Accounts.SYSTEM, "dead");
    }

    @Test
    void localAccountsRobotsAndTokensDoNotWaitForIt() throws Exception {
        assertThat(signIn("eve", Slapd.PASSWORD)).isEqualTo(200);
        String token = given().auth()
                .preemptive()
                .basic("eve", Slapd.PASSWORD)
                .get("/auth/token")
                .path("token");
        String robot = robots.create(
                        Accounts.SYSTEM,
                        "system+" + rights.fresh("bot"),
                        "",
                        List.of(new Robots.Permission("*", List.of("pull"))),
                        null)
                .secret();
        List<Caller.SignedIn> locals = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            locals.add(rights.user("local"));
        }
        slapd.freeze(true);

        try (ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Duration>> waiting = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                String name = "nobody" + i;
                waiting.add(crowd.submit(() -> takes(name, "x", 503)));
            }
            Thread.sleep(300); // until they wait for the directory
            for (Caller.SignedIn local : locals) {
                Duration hashing = hashing();
                assertThat(takes(local.name(), Rights.PASSWORD, 200).minus(hashing))
                        .isLessThan(UNAFFECTED);
            }
            assertThat(given().header("Authorization", "Bearer " + token)
                            .get("/v2/")
                            .statusCode())
                    .as("a token that was issued before")
                    .isEqualTo(200);
            assertThat(given().header("Authorization", "Bearer " + robot)
                            .get("/v2/")
                            .statusCode())
                    .isNotEqualTo(503);
            for (Future<Duration> one : waiting) {
                assertThat(one.get()).isLessThan(Duration.ofSeconds(4));
            }
        }
        assertThat(takes("another", "x", 503)).as("the breaker is open").isLessThan(UNAFFECTED);
    }

    /** What a hash costs just now, which on a busy machine is more than the directory would. */
    private Duration hashing() {
        long start = System.nanoTime();
        assertThat(passwords.matches(Rights.PASSWORD, null)).isFalse();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static Duration takes(String name, String password, int status) {
        long start = System.nanoTime();
        assertThat(signIn(name, password)).as(name).isEqualTo(status);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static int signIn(String name, String password) {
        String basic = Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + "/auth/token"))
                .header("Authorization", "Basic " + basic)
                .build();
        try {
            return CLIENT.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
