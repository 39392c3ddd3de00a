package dev.portcullis.settings;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import dev.portcullis.access.Caller;
import dev.portcullis.access.Grants;
import dev.portcullis.access.Rights;
import dev.portcullis.auth.Browser;
import dev.portcullis.reference.RepositoryName;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an administrator sets: it is checked, kept, told to the audit log, and felt everywhere. */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class SettingsTest {
    private static final String GENERAL = "/api/v1/settings/general";
    private static final String DEFAULTS =
            "{\"publicAddress\":\"\",\"createOnPush\":true,\"anonymousAccess\":true,\"readOnly\":false,\"message\":\"\"}";

    @Inject
    Rights rights;

    @Inject
    Grants grants;

    @Inject
    Jdbi jdbi;

    private Caller.SignedIn root = new Caller.SignedIn(0, "");
    private Caller.SignedIn ana = new Caller.SignedIn(0, "");

    @BeforeEach
    void people() {
        root = rights.user("settings-root");
        rights.elsewhere("update account set administrator = true where id = ?", root.accountId());
        ana = rights.user("settings-ana");
    }

    @AfterEach
    void backToTheDefaults() {
        set(DEFAULTS).then().statusCode(200);
    }

    private static RequestSpecification as(Caller.SignedIn who) {
        return given().auth().preemptive().basic(who.name(), Rights.PASSWORD).contentType("application/json");
    }

    private Response set(String value) {
        return as(root).body("{\"value\":" + value + "}").put(GENERAL);
    }

    private static void within(String what, BooleanSupplier seen) {
        long end = System.nanoTime() + 1_000_000_000L;
        while (!seen.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
        }
    }

    @Test
    void aChangeIsKeptAsAVersionAndTold() {
        long before = as(root).get(GENERAL)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getLong("version");
        set("{\"publicAddress\":\"HTTPS://Registry.Example.com/\",\"message\":\" Tonight at nine. \"}")
                .then()
                .statusCode(200)
                .body("value.publicAddress", equalTo("https://registry.example.com"))
                .body("value.message", equalTo("Tonight at nine."))
                .body("value.createOnPush", equalTo(true))
                .body("version", equalTo((int) before + 1))
                .body("changedBy", equalTo(root.name()));
        as(root).get(GENERAL + "/versions").then().body("items[0].value.message", equalTo("Tonight at nine."));
        String told = as(root).get("/api/v1/audit?kind=settings.changed&account=" + root.name() + "&limit=1")
                .asString();
        assertThat(told).contains("general: ", "\\\"https://registry.example.com\\\"", "Tonight at nine.");
    }

    @Test
    void whoLookedAtAnOlderVersionChangesNothing() {
        long seen = as(root).get(GENERAL).jsonPath().getLong("version");
        set("{\"message\":\"first\"}").then().statusCode(200);
        as(root).body("{\"value\":{\"message\":\"second\"},\"version\":" + seen + "}")
                .put(GENERAL)
                .then()
                .statusCode(409)
                .body("detail", containsString("Somebody else"));
        as(root).get(GENERAL).then().body("value.message", equalTo("first"));
    }

    @Test
    void whatWillNotDoIsRefusedAtItsField() {
        for (String wrong : new String[] {
            "ftp://registry",
            "registry.example.com",
            "https://a/b",
            "https://u:p@host",
            "https://h?q=1",
            "https://[",
            "https://"
        }) {
            set("{\"publicAddress\":\"" + wrong + "\"}").then().statusCode(400).body("field", equalTo("publicAddress"));
        }
        set("{\"message\":\"" + "x".repeat(501) + "\"}").then().statusCode(400).body("field", equalTo("message"));
        set("{\"colour\":\"red\"}").then().statusCode(400);
        set("{\"readOnly\":\"maybe\"}").then().statusCode(400).body("field", equalTo("readOnly"));
        set("[]").then().statusCode(400);
        as(root).body("{\"value\":{},\"secrets\":{\"nothing\":\"x\"}}")
                .put(GENERAL)
                .then()
                .statusCode(400);
        as(root).get("/api/v1/settings/nothing").then().statusCode(404);
    }

    @Test
    void aChangeOnAnotherNodeIsFeltHereWithinASecond() {
        set("{\"message\":\"before\"}").then().statusCode(200);
        rights.elsewhere(
                "update setting set value = value || '{\"message\": \"from elsewhere\"}', version = version + 1"
                        + " where section = 'general'");
        within(
                "felt",
                () -> as(root).get(GENERAL)
                        .jsonPath()
                        .getString("value.message")
                        .equals("from elsewhere"));
    }

    @Test
    void aFieldOfANewerVersionDoesNoHarm() {
        set("{\"message\":\"kept\"}").then().statusCode(200);
        rights.elsewhere("update setting set value = value || '{\"ofTheFuture\": 1}' where section = 'general'");
        within("felt", () -> as(root).get(GENERAL).statusCode() == 200);
        as(root).get(GENERAL).then().body("value", not(hasKey("ofTheFuture")));
    }

    @Test
    void whileItIsReadOnlyContentStaysAndPullsGoOn() {
        RepositoryName web = rights.repository(ana.name(), "web");
        String token = push(web);
        set("{\"readOnly\":true,\"message\":\"Back at ten.\"}").then().statusCode(200);

        given().header("Authorization", "Bearer " + token)
                .post("/v2/" + web + "/blobs/uploads/")
                .then()
                .statusCode(403)
                .body("errors[0].code", equalTo("DENIED"))
                .body("errors[0].message", containsString("Back at ten."));
        given().header("Authorization", "Bearer " + token)
                .get("/v2/" + web + "/tags/list")
                .then()
                .statusCode(200);
        Browser browser = Browser.signedIn(ana.name());
        assertThat(browser.get("/").asString()).contains("The registry is read-only just now. Back at ten.");

        set(DEFAULTS).then().statusCode(200);
        given().header("Authorization", "Bearer " + token)
                .post("/v2/" + web + "/blobs/uploads/")
                .then()
                .statusCode(202);
    }

    private String push(RepositoryName web) {
        return given().auth()
                .preemptive()
                .basic(ana.name(), Rights.PASSWORD)
                .queryParam("scope", "repository:" + web + ":pull,push")
                .get("/auth/token")
                .path("token");
    }

    @Test
    void nobodySeesAnythingUnknownWhereAnonymousAccessIsOff() {
        RepositoryName web = rights.repository(ana.name(), "open");
        grants.setPublic("test", web, true);
        String tags = "/v2/" + web + "/tags/list";
        String anyone = given().queryParam("scope", "repository:" + web + ":pull")
                .get("/auth/token")
                .path("token");
        given().header("Authorization", "Bearer " + anyone).get(tags).then().statusCode(200);
        set("{\"anonymousAccess\":false}").then().statusCode(200);
        assertThat(given().header("Authorization", "Bearer " + anyone).get(tags).statusCode())
                .isEqualTo(401);
        assertThat(as(root).get("/api/v1/repositories/" + web + "/access/anonymous?action=pull")
                        .asString())
                .contains("general.anonymousAccess");
        as(ana).get(tags).then().statusCode(200);
    }

    @Test
    void thePublicAddressIsNamedToClientsButNotToWhoSitsAtThisMachine() {
        set("{\"publicAddress\":\"https://registry.example.com\"}").then().statusCode(200);
        String local = given().get("/v2/").header("WWW-Authenticate");
        assertThat(local).contains("realm=\"http://127.0.0.1:");
        String forwarded =
                given().header("X-Forwarded-For", "192.0.2.7").get("/v2/").header("WWW-Authenticate");
        assertThat(forwarded).contains("realm=\"https://registry.example.com/auth/token\"");
        String named =
                given().header("Host", "registry.example.com").get("/v2/").header("WWW-Authenticate");
        assertThat(named).contains("realm=\"https://registry.example.com/auth/token\"");
    }

    @Test
    void thePageSavesTriesAndKeepsWhatWasTyped() {
        Browser browser = Browser.signedIn(root.name());
        String version = as(root).get(GENERAL).jsonPath().getString("version");
        Response wrong = browser.post(
                "/system/general", "version", version, "public-address", "nonsense", "message", "<b>bold</b>");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.asString())
                .contains("value=\"nonsense\"", "aria-invalid=\"true\"", "&lt;b&gt;bold&lt;/b&gt;", "role=\"alert\"");
        Response tried = browser.post(
                "/system/general/check", "version", version, "public-address", "http://localhost:" + port());
        assertThat(tried.asString()).contains("Portcullis answers, without TLS");
        Response nowhere =
                browser.post("/system/general/check", "version", version, "public-address", "https://nowhere.invalid");
        assertThat(nowhere.asString()).contains("does not resolve");
        assertThat(browser.post("/system/general", "version", version, "create-on-push", "yes", "message", "Hello")
                        .statusCode())
                .isEqualTo(303);
        assertThat(browser.get("/system/general").asString()).contains("value=\"Hello\"", "Hello</p></aside>");
        assertThat(as(root).get(GENERAL).<Map<String, Object>>path("value"))
                .containsEntry("createOnPush", true)
                .containsEntry("anonymousAccess", false);
    }

    private static int port() {
        return io.restassured.RestAssured.port;
    }
}
