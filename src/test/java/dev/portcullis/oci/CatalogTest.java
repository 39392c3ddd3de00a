package dev.portcullis.oci;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.portcullis.access.Accounts;
import dev.portcullis.access.Caller;
import dev.portcullis.access.Grants;
import dev.portcullis.access.Rights;
import dev.portcullis.reference.RepositoryName;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class CatalogTest {
    @Inject
    Rights rights;

    @Inject
    Grants grants;

    @Test
    void pagesLeadOnUntilTheEnd() {
        Caller.SignedIn user = rights.user("cat");
        for (String path : List.of("a", "a-b", "b/c")) {
            rights.repository(user.name(), path);
        }
        String first = user.name() + "/a";
        Response answer = page(user, "?n=1&last=" + user.name());
        answer.then().statusCode(200).body("repositories", contains(first));
        assertThat(answer.header("Link"))
                .startsWith("</v2/_catalog?n=1&last=" + user.name() + "%2Fa>")
                .endsWith("rel=\"next\"");
        Response last = page(user, "?n=2&last=" + first);
        last.then().body("repositories", contains(user.name() + "/a-b", user.name() + "/b/c"));
        page(user, "?n=0").then().body("repositories.size()", equalTo(0));
    }

    @Test
    void wrongNumbersAreRefused() {
        Caller.SignedIn user = rights.user("numbers");
        for (String n : List.of("-1", "abc", "1e9", "%00", "9999999999999999999")) {
            page(user, "?n=" + n).then().statusCode(400).body("errors[0].code", equalTo("PAGINATION_NUMBER_INVALID"));
        }
        page(user, "?n=2147483648").then().statusCode(200);
    }

    @Test
    void nobodyIsAskedToSignIn() {
        given().get("/v2/_catalog")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", containsString("scope=\"registry:catalog:*\""));
    }

    @Test
    void searchFindsWhatTheCallerSees() {
        Caller.SignedIn user = rights.user("seek");
        RepositoryName open = rights.repository(user.name(), "needle-open");
        rights.repository(user.name(), "needle-closed");
        grants.setPublic(Accounts.SYSTEM, open, true);
        given().get("/v1/_ping").then().statusCode(200).body(equalTo("true"));
        given().queryParam("q", user.name() + "/needle")
                .queryParam("n", 25)
                .get("/v1/search")
                .then()
                .statusCode(200)
                .body("num_results", equalTo(1))
                .body("results[0].name", equalTo(open.toString()))
                .body("results[0].is_official", equalTo(false));
        given().auth()
                .preemptive()
                .basic(user.name(), Rights.PASSWORD)
                .queryParam("q", user.name() + "/needle")
                .get("/v1/search")
                .then()
                .body("num_results", equalTo(2));
    }

    private static Response page(Caller.SignedIn user, String query) {
        return given().auth()
                .preemptive()
                .basic(user.name(), Rights.PASSWORD)
                .urlEncodingEnabled(false)
                .get("/v2/_catalog" + query);
    }
}
