package dev.portcullis.console;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import dev.portcullis.access.SetupTokens;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class SetupPagesTest {
    @Inject
    SetupTokens tokens;

    @Inject
    Jdbi jdbi;

    @BeforeEach
    void noAdministrator() {
        jdbi.useHandle(h -> h.execute("update account set administrator = false"));
        jdbi.useHandle(h -> h.execute("delete from account where name = 'first-admin'"));
    }

    @Test
    void linkMakesOneAdministratorAndThenIsGone() {
        String token = tokens.createIfNeeded().orElseThrow();
        given().get("/setup/" + token)
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .header("Referrer-Policy", "same-origin")
                .header("Content-Security-Policy", containsString("default-src 'none'"))
                .header("Content-Security-Policy", not(containsString("unsafe")))
                .body(containsString("<form"));
        post(token, "first-admin", "12345678", "12345679").statusCode(400).body(containsString("not the same"));
        post(token, "first-admin", "short", "short").statusCode(400);
        post(token, "<b>x</b>", "12345678", "12345678").statusCode(400).body(not(containsString("<b>x")));
        post(token, "first-admin", "correct horse", "correct horse").statusCode(200);
        post(token, "second-admin", "correct horse", "correct horse").statusCode(404);
        given().get("/setup/" + token).then().statusCode(404).body(containsString("does not work"));
        given().auth()
                .preemptive()
                .basic("first-admin", "correct horse")
                .get("/v2/")
                .then()
                .statusCode(200);
        assertThat(tokens.createIfNeeded()).isEmpty();
    }

    @Test
    void olderAndExpiredLinksAreGone() {
        String first = tokens.createIfNeeded().orElseThrow();
        String second = tokens.createIfNeeded().orElseThrow();
        given().get("/setup/" + first).then().statusCode(404);
        given().get("/setup/" + second).then().statusCode(200);
        jdbi.useHandle(h -> h.execute("update setup_token set expires_at = now() - interval '1 second'"));
        given().get("/setup/" + second).then().statusCode(404);
        given().get("/setup/x").then().statusCode(404);
    }

    private static ValidatableResponse post(String token, String name, String password, String repeated) {
        return given().formParam("name", name)
                .formParam("password", password)
                .formParam("repeated", repeated)
                .post("/setup/" + token)
                .then();
    }
}
