package dev.portcullis.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.portcullis.access.Accounts;
import dev.portcullis.access.Caller;
import dev.portcullis.access.Organizations;
import dev.portcullis.access.Rights;
import dev.portcullis.access.Robots;
import dev.portcullis.testing.PostgresTestResource;
import dev.portcullis.testing.TestIssuer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** From an issuer that is added to a bearer token that a workload gets, over HTTP alone. */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class WorkloadApiTest {
    private static final String AUDIENCE = "https://registry.example.com";

    @Inject
    Rights rights;

    @Inject
    Accounts accounts;

    @Inject
    Organizations organizations;

    @Inject
    Robots robots;

    @Test
    void workloadGetsATokenForWhatTheRobotMayDo() {
        Caller.SignedIn admin = rights.user("admin");
        accounts.setAdministrator(Accounts.SYSTEM, admin.name(), true);
        Caller.SignedIn owner = rights.user("owner");
        String org = rights.fresh("acme");
        organizations.create(Accounts.SYSTEM, org, owner.name());
        rights.repository(org, "web");
        String robot = org + "+ci";
        robots.create(
                Accounts.SYSTEM, robot, "", List.of(new Robots.Permission(org + "/*", List.of("pull", "push"))), null);
        String name = rights.fresh("issuer");
        try (TestIssuer issuer = new TestIssuer()) {
            RSAKey key = issuer.newKey();
            post(admin, "/api/v1/workload-issuers", Map.of("name", name, "issuer", issuer.issuer()))
                    .statusCode(201)
                    .body("issuer", equalTo(issuer.issuer()));
            post(admin, "/api/v1/workload-issuers", Map.of("name", name, "issuer", issuer.issuer()))
                    .statusCode(409);
            as(admin).get("/api/v1/workload-issuers").then().statusCode(200).body("items.name", hasItem(name));
            String trusts = "/api/v1/robots/" + robot + "/trusts";
            post(owner, trusts, trust(name, "*")).statusCode(400).body(containsString("other people"));
            int id = post(owner, trusts, trust(name, org + "/web"))
                    .statusCode(201)
                    .extract()
                    .path("id");
            as(owner).get(trusts).then().body("items.id", equalTo(List.of(id))).body("next", nullValue());

            JWTClaimsSet claims = issuer.claims()
                    .audience(AUDIENCE)
                    .claim("repository", org + "/web")
                    .claim("padding", "x".repeat(8000)) // a form has room for it
                    .build();
            String token = exchange(robot, TestIssuer.sign(key, claims))
                    .statusCode(200)
                    .extract()
                    .path("token");
            assertThat(upload(org + "/web", token)).isEqualTo(202);
            as(owner).delete(trusts + "/" + id).then().statusCode(204);
            exchange(robot, TestIssuer.sign(key, claims)).statusCode(401);
            assertThat(upload(org + "/web", token))
                    .as("what was got with it has ended")
                    .isEqualTo(401);
        }
        as(admin).delete("/api/v1/workload-issuers/" + name).then().statusCode(204);
        as(admin).delete("/api/v1/workload-issuers/" + name).then().statusCode(404);
    }

    private static Map<String, Object> trust(String issuer, String repository) {
        return Map.of("issuer", issuer, "audience", AUDIENCE, "claims", Map.of("repository", repository));
    }

    private static ValidatableResponse exchange(String robot, String token) {
        return given().formParam("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange")
                .formParam("username", robot)
                .formParam("subject_token", token)
                .formParam("scope", "repository:" + robot.replace("+ci", "/web") + ":pull,push")
                .post("/auth/token")
                .then();
    }

    private static int upload(String repository, String token) {
        return given().header("Authorization", "Bearer " + token)
                .post("/v2/" + repository + "/blobs/uploads/")
                .statusCode();
    }

    private static ValidatableResponse post(Caller.SignedIn who, String path, Object body) {
        return as(who).contentType("application/json").body(body).post(path).then();
    }

    private static RequestSpecification as(Caller.SignedIn who) {
        return given().auth().preemptive().basic(who.name(), Rights.PASSWORD).urlEncodingEnabled(false);
    }
}
