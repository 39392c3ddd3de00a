package dev.portcullis.auth;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.portcullis.access.Accounts;
import dev.portcullis.access.Caller;
import dev.portcullis.access.Rights;
import dev.portcullis.access.Robots;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code docker login} does, step by step. */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class SignInTest {
    private static final String PASSWORD = "correct horse battery";

    @Inject
    Accounts accounts;

    @Inject
    Rights rights;

    @Inject
    Robots robots;

    @Inject
    Jdbi jdbi;

    @BeforeEach
    void ana() {
        if (accounts.list("sign-in-an", 1).stream().noneMatch(u -> u.name().equals("sign-in-ana"))) {
            accounts.createUser(Accounts.SYSTEM, "sign-in-ana", PASSWORD, false);
        }
    }

    @Test
    void manyClientsOfOneAccountSignInAtOnce() throws Exception {
        accounts.createUser(Accounts.SYSTEM, "crowd", PASSWORD, false);
        Callable<Integer> signIn = () ->
                given().auth().preemptive().basic("crowd", PASSWORD).get("/v2/").statusCode();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> status : threads.invokeAll(Collections.nCopies(40, signIn))) {
                assertThat(status.get()).isEqualTo(200);
            }
        }
    }

    @Test
    void nobodyIsAskedToSignIn() {
        Response answer = given().header("Host", "registry.example.com:5000").get("/v2/");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate"))
                .isEqualTo("Bearer realm=\"http://registry.example.com:5000/auth/token\",service=\"portcullis\"");
    }

    @Test
    void aTokenForNameAndPasswordIsTaken() {
        String token = given().auth()
                .preemptive()
                .basic("sign-in-ana", PASSWORD)
                .queryParam("service", "portcullis")
                .queryParam("account", "sign-in-ana")
                .get("/auth/token")
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body("expires_in", equalTo(900))
                .extract()
                .path("token");
        given().header("Authorization", "Bearer " + token)
                .get("/v2/")
                .then()
                .statusCode(200)
                .header("Docker-Distribution-Api-Version", "registry/2.0");
    }

    @Test
    void theOauthFormGivesTheSame() {
        given().formParam("grant_type", "password")
                .formParam("username", "sign-in-ana")
                .formParam("password", PASSWORD)
                .formParam("service", "portcullis")
                .formParam("client_id", "test")
                .post("/auth/token")
                .then()
                .statusCode(200)
                .body("token_type", equalTo("Bearer"));
    }

    @Test
    void basicIsTakenToo() {
        given().auth()
                .preemptive()
                .basic("sign-in-ana", PASSWORD)
                .get("/v2/")
                .then()
                .statusCode(200);
        given().auth()
                .preemptive()
                .basic("sign-in-ana", PASSWORD + "x")
                .get("/v2/")
                .then()
                .statusCode(401);
    }

    @Test
    void aRefusedNameIsWrittenDownOnlyWhereThereIsSuchAnAccount() {
        Caller.SignedIn user = rights.user("typed");
        String robot = "system+" + rights.fresh("typed");
        String secret = robots.create(
                        Accounts.SYSTEM, robot, "", List.of(new Robots.Permission("*", List.of("pull"))), null)
                .secret();
        String password = rights.fresh("hunter2-in-the-wrong-field");
        for (String name : List.of(user.name(), robot, secret, password)) {
            for (String wrong : List.of("wrong horse battery", secret)) {
                if (!name.equals(robot) || !wrong.equals(secret)) {
                    given().auth()
                            .preemptive()
                            .basic(name, wrong)
                            .get("/auth/token")
                            .then()
                            .statusCode(401);
                }
            }
        }
        for (String known : List.of(user.name(), robot)) {
            assertThat(refused("account = ?", known)).as(known).isPositive();
        }
        for (String typed : List.of(secret, password)) {
            assertThat(refused("position(? in e::text) > 0", typed)).isZero();
        }
    }

    private int refused(String where, String what) {
        return jdbi.withHandle(
                h -> h.select("select count(*) from event e where kind = 'user.sign_in_refused' and " + where, what)
                        .mapTo(Integer.class)
                        .one());
    }
}
