package dev.portcullis.auth;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.portcullis.access.Accounts;
import dev.portcullis.access.Caller;
import dev.portcullis.access.Grants;
import dev.portcullis.access.Organizations;
import dev.portcullis.access.Rights;
import dev.portcullis.reference.RepositoryName;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a client asks for and what it gets: only what is granted, and no word on the rest. */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class TokenRequestTest {
    private static final Caller NOBODY = new Caller.Anonymous();

    @Inject
    Organizations organizations;

    @Inject
    Grants grants;

    @Inject
    Rights rights;

    @Test
    void onlyWhatIsGrantedIsInTheToken() throws ParseException {
        Caller.SignedIn user = rights.user("asks");
        RepositoryName mine = rights.repository(user.name(), "mine");
        assertThat(access(Registry.token(user, "repository:" + mine + ":pull,push,*")))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.get("name")).isEqualTo(mine.toString());
                    assertThat(entry.get("actions")).isEqualTo(List.of("pull", "push", "delete"));
                });
        assertThat(access(Registry.token(user, "repository(plugin):" + mine + ":pull")))
                .hasSize(1);
        assertThat(access(Registry.token(user, "registry:catalog:*"))).hasSize(1);
        assertThat(access(Registry.token(NOBODY, "registry:catalog:*", "repository:" + mine + ":pull")))
                .isEmpty();
    }

    @Test
    void missingAndForbiddenAreTheSame() throws ParseException {
        Caller.SignedIn user = rights.user("curious");
        String org = rights.fresh("hidden");
        organizations.create(Accounts.SYSTEM, org, null);
        RepositoryName hidden = rights.repository(org, "web");
        for (Caller caller : List.of(user, NOBODY)) {
            for (String name : List.of(hidden.toString(), org + "/gone", "no-such-org-at-all/x")) {
                assertThat(access(Registry.token(caller, "repository:" + name + ":pull,push")))
                        .isEmpty();
            }
        }
    }

    @Test
    void shortNameIsTheLibraryOne() throws ParseException {
        String path = rights.fresh("alpine");
        RepositoryName name = rights.repository("library", path);
        grants.setPublic(Accounts.SYSTEM, name, true);
        String token = Registry.token(NOBODY, "repository:" + path + ":pull");
        assertThat(access(token)).singleElement().extracting("name").isEqualTo(path);
        for (String spelling : List.of(path, "library/" + path)) {
            Registry.bearer(token).get("/v2/" + spelling + "/tags/list").then().statusCode(200);
        }
    }

    @Test
    void hostileScopesAreBoundedAndIgnored() throws ParseException {
        Caller.SignedIn user = rights.user("hostile");
        for (String scope : List.of(
                "",
                ":",
                "::",
                "repository",
                "repository:",
                "repository::",
                "repository:a",
                "repository:A/B:pull",
                "repository:../x:pull",
                "repository:a/b:",
                "repository:a/b:fly",
                "repo:a/b:pull",
                "registry:catalog:pull",
                "repository(:a/b:pull",
                "repository:" + "a/".repeat(900) + "a:pull",
                "\"\r\nX: y")) {
            assertThat(access(Registry.token(user, scope))).as(scope).isEmpty();
        }
        String[] many = IntStream.range(0, 33)
                .mapToObj(i -> "repository:a/b" + i + ":pull")
                .toArray(String[]::new);
        given().queryParam("scope", (Object[]) many).get("/auth/token").then().statusCode(400);
        given().queryParam("scope", String.join(" ", many))
                .get("/auth/token")
                .then()
                .statusCode(400);
        given().queryParam("service", "else").get("/auth/token").then().statusCode(400);
    }

    @Test
    void wrongPasswordAndUnknownNameAreTheSame() {
        Caller.SignedIn user = rights.user("known");
        String wrong = Registry.visible(given().auth()
                .preemptive()
                .basic(user.name(), "wrong horse battery")
                .get("/auth/token"));
        String unknown = Registry.visible(given().auth()
                .preemptive()
                .basic(rights.fresh("unknown"), "wrong horse battery")
                .get("/auth/token"));
        assertThat(wrong).isEqualTo(unknown).startsWith("401 ");
        for (String header : List.of(
                "Basic", "Basic ", "Basic !!!", "Basic " + "YQ==", "Digest x", "Basic /////w==", "Basic YQBiOmM=")) {
            given().header("Authorization", header).get("/auth/token").then().statusCode(401);
            given().header("Authorization", header).get("/v2/").then().statusCode(401);
        }
    }

    @Test
    void refreshTokensAreRefusedWithAReason() {
        given().formParam("grant_type", "refresh_token")
                .formParam("refresh_token", "x")
                .post("/auth/token")
                .then()
                .statusCode(400);
    }

    @Test
    void hostThatIsNoHostStandsInNoHeader() {
        for (String host : List.of("a\"b", "a b", "a,b", "a/b", "é")) {
            var answer = given().header("Host", host).get("/v2/");
            assertThat(answer.statusCode()).as(host).isEqualTo(400);
            assertThat(answer.header("WWW-Authenticate")).isNull();
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> access(String token) throws ParseException {
        return (List<Map<String, Object>>)
                SignedJWT.parse(token).getJWTClaimsSet().getClaim("access");
    }
}
