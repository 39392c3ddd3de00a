package dev.portcullis.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.portcullis.access.Accounts;
import dev.portcullis.access.Caller;
import dev.portcullis.access.Organizations;
import dev.portcullis.access.Rights;
import dev.portcullis.reference.RepositoryName;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Access tokens and robots, made through the API and used as clients use them. */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class MachineCredentialsTest {
    @Inject
    Organizations organizations;

    @Inject
    Rights rights;

    private String org = "";
    private Caller.SignedIn owner = new Caller.SignedIn(0, "");
    private RepositoryName web = new RepositoryName("none", "none");
    private RepositoryName api = new RepositoryName("none", "none");

    @BeforeEach
    void organizationWithAnOwner() {
        org = rights.fresh("machines");
        owner = rights.user("owner");
        organizations.create(Accounts.SYSTEM, org, owner.name());
        web = rights.repository(org, "web");
        api = rights.repository(org, "api");
    }

    @Test
    void tokenOpensItsRepositoriesAndActionsOnly() {
        String token =
                token(Map.of("label", "ci", "repositories", List.of(web.toString()), "actions", List.of("pull")));
        assertThat(tags(token, web)).isEqualTo(200);
        assertThat(tags(token, api)).isEqualTo(404);
        assertThat(push(token, web)).isEqualTo(403);
        assertThat(tags(token(Map.of("label", "all", "actions", List.of("pull", "push"))), api))
                .isEqualTo(200);
    }

    @Test
    void tokenGivesTheSameAsBearerAsPasswordAndByWayOfTheTokenService() {
        String token = token(Map.of("label", "x", "repositories", List.of(org + "/*"), "actions", List.of("pull")));
        for (RequestSpecification request : List.of(basic(owner.name(), token), Registry.bearer(token))) {
            assertThat(request.get("/v2/" + web + "/tags/list").statusCode()).isEqualTo(200);
        }
        for (RequestSpecification request : List.of(basic(owner.name(), token), Registry.bearer(token))) {
            assertThat(request.post("/v2/" + web + "/blobs/uploads/").statusCode())
                    .isEqualTo(403);
        }
        String bearer = basic(owner.name(), token)
                .queryParam("scope", "repository:" + web + ":pull,push")
                .get("/auth/token")
                .then()
                .statusCode(200)
                .extract()
                .path("token");
        assertThat(Registry.bearer(bearer).get("/v2/" + web + "/tags/list").statusCode())
                .isEqualTo(200);
        assertThat(Registry.bearer(bearer)
                        .post("/v2/" + web + "/blobs/uploads/")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void tokenLimitsTheSourceOfAMountToo() {
        String token = token(
                Map.of("label", "m", "repositories", List.of(web.toString()), "actions", List.of("pull", "push")));
        // The owner could mount from api; this token cannot see it, so an upload begins instead.
        int status = basic(owner.name(), token)
                .queryParam("mount", "sha256:" + "0".repeat(64))
                .queryParam("from", api.toString())
                .post("/v2/" + web + "/blobs/uploads/")
                .statusCode();
        assertThat(status).isEqualTo(202);
    }

    @Test
    void tokenLimitsTheCatalogToo() {
        String token = token(Map.of("label", "c", "repositories", List.of(web.toString()), "actions", List.of("pull")));
        assertThat(catalog(owner.name(), token)).containsExactly(web.toString());
        String below = token(Map.of("label", "c", "repositories", List.of(org + "/*"), "actions", List.of("pull")));
        assertThat(catalog(owner.name(), below)).containsExactly(api.toString(), web.toString());
    }

    @Test
    void tokenOfSomebodyElseNameOrNotActiveOrExpiredIsNothing() {
        String token = token(Map.of("label", "x", "actions", List.of("pull")));
        Caller.SignedIn other = rights.user("other");
        assertThat(basic(other.name(), token).get("/v2/").statusCode()).isEqualTo(401);
        String mistyped = token.substring(0, token.length() - 1) + (token.endsWith("x") ? "y" : "x");
        assertThat(basic(owner.name(), mistyped).get("/v2/").statusCode()).isEqualTo(401);
        long id = tokens().getLong("items[0].id");
        json().body(Map.of("active", false))
                .patch("/api/v1/account/tokens/" + id)
                .then()
                .statusCode(204);
        assertThat(basic(owner.name(), token).get("/v2/").statusCode()).isEqualTo(401);
        json().body(Map.of("active", true))
                .patch("/api/v1/account/tokens/" + id)
                .then()
                .statusCode(204);
        assertThat(basic(owner.name(), token).get("/v2/").statusCode()).isEqualTo(200);
        rights.elsewhere("update access_token set expires_at = now() - interval '1 second' where id = ?", id);
        Registry.within(() -> basic(owner.name(), token).get("/v2/").statusCode(), 401);
    }

    @Test
    void tokenFromAnotherAddressIsNothing() {
        assertThat(tags(token(Map.of("label", "here", "addresses", List.of("127.0.0.0/8", "::1/128"))), web))
                .isEqualTo(200);
        assertThat(basic(owner.name(), token(Map.of("label", "there", "addresses", List.of("10.0.0.0/8"))))
                        .get("/v2/")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void bearerDiesWithTheTokenThatGotIt() {
        String token = token(Map.of("label", "x", "actions", List.of("pull")));
        String bearer = basic(owner.name(), token)
                .queryParam("scope", "repository:" + web + ":pull")
                .get("/auth/token")
                .path("token");
        IntSupplier pull =
                () -> Registry.bearer(bearer).get("/v2/" + web + "/tags/list").statusCode();
        assertThat(pull.getAsInt()).isEqualTo(200);
        rights.elsewhere("delete from access_token where account_id = ?", owner.accountId());
        Registry.within(pull, 401);
    }

    @Test
    void limitedTokenManagesNothing() {
        String limited = token(Map.of("label", "x", "actions", List.of("pull", "push", "delete")));
        basic(owner.name(), limited).get("/api/v1/account").then().statusCode(403);
        basic(owner.name(), limited)
                .contentType(ContentType.JSON)
                .body(Map.of("label", "more", "actions", List.of("pull")))
                .post("/api/v1/account/tokens")
                .then()
                .statusCode(403);
    }

    @Test
    void secretsAreShownOnceAndUseIsNoted() {
        String token = token(Map.of("label", "laptop", "actions", List.of("pull")));
        JsonPath list = tokens();
        assertThat(list.prettify()).doesNotContain(token).contains("laptop");
        assertThat(token).startsWith("pct_").hasSize(53);
    }

    @Test
    void unknownFieldsAreRefused() {
        json().body(Map.of("label", "x", "accountId", 1, "hash", "AA=="))
                .post("/api/v1/account/tokens")
                .then()
                .statusCode(400);
    }

    @Test
    void robotDoesWhatItsPermissionsListAndNothingElse() {
        String name = org + "+ci";
        String secret = robot(name, web.toString(), List.of("push"));
        assertThat(basic(name, secret).get("/v2/" + web + "/tags/list").statusCode())
                .isEqualTo(200);
        assertThat(basic(name, secret).post("/v2/" + web + "/blobs/uploads/").statusCode())
                .isEqualTo(202);
        assertThat(basic(name, secret).get("/v2/" + api + "/tags/list").statusCode())
                .isEqualTo(404);
        assertThat(basic(name, secret)
                        .delete("/v2/" + web + "/manifests/sha256:" + "0".repeat(64))
                        .statusCode())
                .isEqualTo(403);
        assertThat(catalog(name, secret)).contains(web.toString()).doesNotContain(api.toString());
        assertThat(basic(name, secret).get("/api/v1/accounts").statusCode()).isEqualTo(403);
    }

    @Test
    void robotStaysInItsOrganization() {
        String other = rights.fresh("elsewhere");
        organizations.create(Accounts.SYSTEM, other, null);
        for (String outside : List.of(other + "/web", other + "/*", "*", org + "-more/*")) {
            json().body(Map.of("permissions", List.of(Map.of("repositories", outside, "actions", List.of("pull")))))
                    .post("/api/v1/robots/" + org + "+ci")
                    .then()
                    .statusCode(400);
        }
        json().body(Map.of("permissions", List.of(Map.of("repositories", "*", "actions", List.of("pull")))))
                .post("/api/v1/robots/system+ci")
                .then()
                .statusCode(403);
        json().body(Map.of("permissions", List.of(Map.of("repositories", other + "/*", "actions", List.of("pull")))))
                .post("/api/v1/robots/" + other + "+ci")
                .then()
                .statusCode(404);
    }

    @Test
    void twoSecretsOfARobotWorkWhileOneIsChanged() {
        String name = org + "+ci";
        String first = robot(name, org + "/*", List.of("pull"));
        String second = rotate(name, 3600);
        assertThat(List.of(signIn(name, first), signIn(name, second))).containsOnly(200);
        String third = rotate(name, 3600);
        assertThat(List.of(signIn(name, first), signIn(name, second), signIn(name, third)))
                .containsExactly(401, 200, 200);
        String fourth = rotate(name, 0);
        assertThat(List.of(signIn(name, third), signIn(name, fourth))).containsExactly(401, 200);
    }

    @Test
    void bearerDiesWithTheSecretThatGotIt() {
        String name = org + "+ci";
        String secret = robot(name, org + "/*", List.of("pull"));
        String bearer = basic(name, secret)
                .queryParam("scope", "repository:" + web + ":pull")
                .get("/auth/token")
                .path("token");
        IntSupplier pull =
                () -> Registry.bearer(bearer).get("/v2/" + web + "/tags/list").statusCode();
        assertThat(pull.getAsInt()).isEqualTo(200);
        rights.elsewhere("delete from robot_secret using account a where a.id = account_id and a.name = ?", name);
        Registry.within(pull, 401);
    }

    @Test
    void robotThatEndsSoonIsAnnouncedAndThenRefused() {
        String name = org + "+ends";
        Instant end = Instant.now().plus(3, ChronoUnit.DAYS);
        String secret = json().body(Map.of(
                        "expiresAt", end.toString(),
                        "permissions", List.of(Map.of("repositories", org + "/*", "actions", List.of("pull")))))
                .post("/api/v1/robots/" + name)
                .then()
                .statusCode(201)
                .extract()
                .path("secret");
        String told = "299 - \"This credential ends on "
                + end.truncatedTo(ChronoUnit.MINUTES).toString().substring(0, 10);
        basic(name, secret).get("/auth/token").then().statusCode(200).header("Warning", containsString(told));
        basic(name, secret).get("/v2/").then().statusCode(200).header("Warning", notNullValue());
        basic(name, robot(org + "+stays", org + "/*", List.of("pull")))
                .get("/v2/")
                .then()
                .header("Warning", nullValue());
        rights.elsewhere(
                "update robot set expires_at = now() - interval '1 second' from account a"
                        + " where a.id = account_id and a.name = ?",
                name);
        Registry.within(() -> signIn(name, secret), 401);
    }

    @Test
    void robotWhoseMakerHasLeftGoesOnAndIsListedForReviewUntilSomebodyTakesItOver() {
        Caller.SignedIn leaver = rights.user("leaver");
        organizations.putMember(Accounts.SYSTEM, org, leaver.name(), true);
        String name = org + "+ci";
        String secret = Registry.as(leaver)
                .contentType(ContentType.JSON)
                .body(Map.of("permissions", List.of(Map.of("repositories", org + "/*", "actions", List.of("pull")))))
                .post("/api/v1/robots/" + name)
                .then()
                .statusCode(201)
                .extract()
                .path("secret");
        robot(org + "+other", org + "/*", List.of("pull"));
        assertThat(toReview()).isEmpty();
        organizations.putMember(Accounts.SYSTEM, org, leaver.name(), false);
        assertThat(toReview()).containsExactly(name);
        assertThat(signIn(name, secret)).isEqualTo(200);
        json().put("/api/v1/robots/" + name + "/responsible").then().statusCode(200);
        assertThat(toReview()).isEmpty();
    }

    private List<String> toReview() {
        return json().get("/api/v1/organizations/" + org + "/robots?needsReview=true")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("items.name", String.class);
    }

    private String token(Map<String, Object> wish) {
        return json().body(wish)
                .post("/api/v1/account/tokens")
                .then()
                .statusCode(201)
                .extract()
                .path("secret");
    }

    private JsonPath tokens() {
        return json().get("/api/v1/account/tokens")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private String robot(String name, String repositories, List<String> actions) {
        return json().body(Map.of("permissions", List.of(Map.of("repositories", repositories, "actions", actions))))
                .post("/api/v1/robots/" + name)
                .then()
                .statusCode(201)
                .extract()
                .path("secret");
    }

    private String rotate(String name, int overlap) {
        return json().body(Map.of("overlapSeconds", overlap))
                .put("/api/v1/robots/" + name + "/secret")
                .then()
                .statusCode(201)
                .extract()
                .path("secret");
    }

    private RequestSpecification json() {
        return Registry.as(owner).contentType(ContentType.JSON);
    }

    private int tags(String secret, RepositoryName name) {
        return basic(owner.name(), secret).get("/v2/" + name + "/tags/list").statusCode();
    }

    private int push(String secret, RepositoryName name) {
        return basic(owner.name(), secret)
                .post("/v2/" + name + "/blobs/uploads/")
                .statusCode();
    }

    private static List<String> catalog(String name, String secret) {
        return basic(name, secret).get("/v2/_catalog?n=1000").jsonPath().getList("repositories", String.class);
    }

    private static int signIn(String name, String secret) {
        return basic(name, secret).get("/v2/").statusCode();
    }

    private static RequestSpecification basic(String name, String secret) {
        return RestAssured.given().auth().preemptive().basic(name, secret);
    }
}
