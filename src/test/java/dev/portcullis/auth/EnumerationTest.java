package dev.portcullis.auth;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.access.Accounts;
import dev.portcullis.access.Caller;
import dev.portcullis.access.Organizations;
import dev.portcullis.access.Rights;
import dev.portcullis.access.Robots;
import dev.portcullis.reference.Digest;
import dev.portcullis.reference.MediaType;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * SEC-I: what there is but is not theirs looks to strangers and to nobody exactly like what there is not: the status, the
 * headers and the body of each answer, once the name that was asked for is taken out.
 */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class EnumerationTest {
    private static final String NO_UPLOAD = "00000000-0000-4000-8000-000000000000";
    private static final String NO_DIGEST =
            Digest.of("nothing has this".getBytes(UTF_8)).toString();

    @Inject
    Organizations organizations;

    @Inject
    Robots robots;

    @Inject
    Rights rights;

    private Caller.SignedIn owner = new Caller.SignedIn(0, "");
    private Caller.SignedIn stranger = owner;
    private String org = "";
    private String none = "";
    private String blob = "";
    private String manifest = "";
    private String upload = "";

    /** A private repository with a blob, a tag and an upload, in an organization with a team and a robot. */
    @BeforeEach
    void somethingToHide() {
        owner = rights.user("owner");
        stranger = rights.user("stranger");
        org = rights.fresh("hidden");
        none = rights.fresh("absent");
        organizations.create(Accounts.SYSTEM, org, owner.name());
        robots.create(owner.name(), org + "+ci", "", List.of(new Robots.Permission(org + "/*", List.of("pull"))), null);
        byte[] content = ("only in " + org).getBytes(UTF_8);
        blob = Digest.of(content).toString();
        push("/v2/" + org + "/web/blobs/uploads/?digest=" + blob, content);
        String descriptor =
                "{\"mediaType\":\"application/vnd.test\",\"digest\":\"" + blob + "\",\"size\":" + content.length + "}";
        String image = "{\"schemaVersion\":2,\"config\":" + descriptor + ",\"layers\":[]}";
        manifest = Digest.of(image.getBytes(UTF_8)).toString();
        Registry.as(owner)
                .header("Content-Type", MediaType.OCI_MANIFEST)
                .body(image.getBytes(UTF_8))
                .put("/v2/" + org + "/web/manifests/1.0")
                .then()
                .statusCode(201);
        String location =
                Registry.as(owner).post("/v2/" + org + "/web/blobs/uploads/").header("Location");
        upload = location.replaceAll("[?].*|.*/uploads/", "");
        assertThat(Registry.as(owner).get("/v2/" + org + "/web/manifests/1.0").statusCode())
                .isEqualTo(200);
    }

    private void push(String path, byte[] content) {
        Registry.as(owner)
                .header("Content-Type", "application/octet-stream")
                .body(content)
                .post(path)
                .then()
                .statusCode(201);
    }

    @Test
    void contentOfAPrivateRepositoryLooksLikeThatOfNone() {
        for (Supplier<RequestSpecification> who : everyoneElse()) {
            for (String inside : List.of(
                    "manifests/1.0",
                    "manifests/" + manifest,
                    "blobs/" + blob,
                    "blobs/uploads/" + upload,
                    "tags/list",
                    "referrers/" + manifest)) {
                for (String method : List.of("GET", "HEAD", "PUT", "PATCH", "DELETE", "POST")) {
                    Response hidden = who.get().request(method, "/v2/" + org + "/web/" + inside);
                    assertThat(hidden.statusCode()).as("%s %s", method, inside).isIn(401, 403, 404, 405);
                    assertThat(seen(hidden))
                            .as("%s %s", method, inside)
                            .isEqualTo(seen(who.get().request(method, "/v2/" + none + "/web/" + inside)))
                            .isEqualTo(seen(who.get().request(method, "/v2/" + org + "/web/" + missing(inside))));
                }
            }
        }
    }

    /** The same repository, and nothing of that name in it. */
    private String missing(String inside) {
        return inside.replace("1.0", "2.0")
                .replace(manifest, NO_DIGEST)
                .replace(blob, NO_DIGEST)
                .replace(upload, NO_UPLOAD);
    }

    @Test
    void aBlobOfOthersIsNoneInOnesOwnRepository() {
        String base = "/v2/" + stranger.name() + "/own/blobs/";
        for (String method : List.of("GET", "HEAD")) {
            assertThat(seen(Registry.as(stranger).request(method, base + blob)))
                    .isEqualTo(seen(Registry.as(stranger).request(method, base + NO_DIGEST)));
        }
        Response mounted = Registry.as(stranger).post(base + "uploads/?mount=" + blob + "&from=" + org + "/web");
        Response nothing = Registry.as(stranger).post(base + "uploads/?mount=" + NO_DIGEST + "&from=" + none + "/web");
        assertThat(mounted.statusCode()).as("all bytes have to be sent").isEqualTo(202);
        assertThat(withoutUpload(mounted)).isEqualTo(withoutUpload(nothing));
        assertThat(seen(Registry.as(stranger).get(base + "uploads/" + upload)))
                .isEqualTo(seen(Registry.as(stranger).get(base + "uploads/" + NO_UPLOAD)));
        assertThat(seen(Registry.as(stranger).put(base + "uploads/" + upload + "?digest=" + blob)))
                .isEqualTo(seen(Registry.as(stranger).put(base + "uploads/" + NO_UPLOAD + "?digest=" + blob)));
    }

    private String withoutUpload(Response answer) {
        return seen(answer).replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "UPLOAD");
    }

    @Test
    void tokensForWhatIsHiddenAreGoodForAsMuchAsThoseForNothing() {
        for (Supplier<RequestSpecification> who : everyoneElse()) {
            assertThat(access(who.get(), org + "/web")).isEqualTo(access(who.get(), none + "/web"));
        }
        assertThat(access(Registry.as(stranger), org + "/web"))
                .as("a token all the same")
                .startsWith("[");
    }

    private String access(RequestSpecification who, String repository) {
        Response answer = who.get("/auth/token?scope=repository:" + repository + ":pull,push,delete");
        if (answer.statusCode() == 401) { // nobody gets one where all have to sign in, and one for another nowhere
            return seen(answer);
        }
        assertThat(answer.statusCode()).isEqualTo(200);
        String payload = answer.<String>path("token").split("\\.", -1)[1];
        try {
            return new ObjectMapper()
                    .readTree(Base64.getUrlDecoder().decode(payload))
                    .path("access")
                    .toString();
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void listsAndSearchesKnowNothingOfIt() {
        for (Supplier<RequestSpecification> who : everyoneElse()) {
            for (String list : List.of(
                    "/v1/search?q=" + org,
                    "/v2/_catalog?n=1000",
                    "/api/v1/repositories?limit=1000",
                    "/api/v1/organizations")) {
                String told = who.get().get(list).asString().replace("\"query\":\"" + org + "\"", "");
                assertThat(told).as(list).doesNotContain(org);
            }
        }
        assertThat(Registry.as(owner).get("/v1/search?q=" + org).asString()).contains(org);
    }

    @Test
    void theManagementApiTellsNothingApart() {
        List<String> routes = new ArrayList<>();
        EndpointMatrixTest.TABLE.forEach((route, rule) -> {
            boolean names = route.contains("{org}") || route.contains("{robot}") || route.contains("{name");
            if (route.contains(" /api/")
                    && names
                    && !route.contains("/roles/")
                    && !route.contains("/identity-sources/")) {
                routes.add(route);
            }
        });
        assertThat(routes).hasSizeGreaterThan(30);
        for (Supplier<RequestSpecification> who : everyoneElse()) {
            for (String route : routes) {
                assertThat(seen(managed(who.get(), route, org, owner.name())))
                        .as(route)
                        .isEqualTo(seen(managed(who.get(), route, none, none)));
            }
        }
    }

    private static Response managed(RequestSpecification who, String route, String org, String account) {
        String[] parts = route.split(" ", 2);
        String path = parts[1].replace("{name: \\G.+}", org + "/web")
                .replace("{org}", org)
                .replace("{robot}", org + "+ci")
                .replace("{team}", "owners")
                .replace("{id}", "1")
                .replaceAll("\\{(name|account|user)}", account);
        RequestSpecification request = who.urlEncodingEnabled(false);
        return parts[0].equals("GET") || parts[0].equals("DELETE")
                ? request.request(parts[0], path)
                : request.contentType(ContentType.JSON).body("{}").request(parts[0], path);
    }

    @Test
    void aWrongPasswordLooksLikeAnUnknownName() {
        String[] wrong = {"not the password", ""};
        for (String password : wrong) {
            for (String path : List.of("/auth/token", "/v2/", "/api/v1/account")) {
                assertThat(seen(given().auth()
                                .preemptive()
                                .basic(owner.name(), password)
                                .get(path)))
                        .as(path)
                        .isEqualTo(seen(given().auth()
                                .preemptive()
                                .basic(none, password)
                                .get(path)));
            }
            assertThat(seen(new Browser().post("/login", "name", owner.name(), "password", password)))
                    .isEqualTo(seen(new Browser().post("/login", "name", none, "password", password)));
        }
        assertThat(seen(given().auth().preemptive().basic(org + "+ci", "x").get("/auth/token")))
                .isEqualTo(seen(
                        given().auth().preemptive().basic(none + "+ci", "x").get("/auth/token")));
    }

    /** Nobody, and somebody without any right there: with a password, and with a token for what they asked for. */
    private List<Supplier<RequestSpecification>> everyoneElse() {
        String token = Registry.token(stranger, "repository:" + org + "/web:pull", "repository:" + none + "/web:pull");
        return List.of(
                () -> given().urlEncodingEnabled(false),
                () -> Registry.as(stranger).urlEncodingEnabled(false),
                () -> Registry.bearer(token).urlEncodingEnabled(false));
    }

    /** All of the answer but what was asked for. */
    private String seen(Response answer) {
        return Registry.visible(answer)
                .replace(org, "ORG")
                .replace(none, "ORG")
                .replace(owner.name(), "ORG")
                .replace(manifest, "DIGEST")
                .replace(blob, "DIGEST")
                .replace(NO_DIGEST, "DIGEST")
                .replace(upload, "UPLOAD")
                .replace(NO_UPLOAD, "UPLOAD")
                .replace("2.0", "1.0")
                .replaceAll("content-length=\\d+", "content-length=N");
    }
}
