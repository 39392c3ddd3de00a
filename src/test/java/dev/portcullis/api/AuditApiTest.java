package dev.portcullis.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.portcullis.access.Accounts;
import dev.portcullis.access.Caller;
import dev.portcullis.access.Grant;
import dev.portcullis.access.Grants;
import dev.portcullis.access.Level;
import dev.portcullis.access.Organizations;
import dev.portcullis.access.Rights;
import dev.portcullis.event.PullLog;
import dev.portcullis.reference.RepositoryName;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class AuditApiTest {
    private static final String MANIFEST =
            "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":[]}";

    @Inject
    Jdbi jdbi;

    @Inject
    Rights rights;

    @Inject
    Accounts accounts;

    @Inject
    Organizations organizations;

    @Inject
    Grants grants;

    @Inject
    PullLog pulls;

    private Caller.SignedIn admin = new Caller.SignedIn(0, "");
    private Caller.SignedIn user = new Caller.SignedIn(0, "");
    private RepositoryName web = new RepositoryName("none", "none");

    @BeforeEach
    void pushAndPull() {
        admin = rights.user("auditor");
        accounts.setAdministrator(Accounts.SYSTEM, admin.name(), true);
        user = rights.user("pusher");
        String org = rights.fresh("audited");
        organizations.create(Accounts.SYSTEM, org, null);
        web = rights.repository(org, "web");
        grants.grant(
                Accounts.SYSTEM,
                new Grant(new Grant.Subject.User(user.name()), new Grant.Target.Repository(web), Level.READ_WRITE));
        as(user).header("User-Agent", "auditee/1")
                .header("X-Request-Id", "chosen-by-client")
                .header("X-Forwarded-For", "203.0.113.9")
                .contentType("application/vnd.oci.image.index.v1+json")
                .body(MANIFEST)
                .put("/v2/" + web + "/manifests/1.0")
                .then()
                .statusCode(201);
        as(user).get("/v2/" + web + "/manifests/1.0").then().statusCode(200);
        as(user).head("/v2/" + web + "/manifests/1.0").then().statusCode(200);
        pulls.flush();
    }

    @Test
    void anEventSaysWhoWithWhatFromWhereAndInWhichRequest() {
        Map<String, Object> event =
                events("repository=" + web + "&kind=manifest.pushed").getFirst();

        assertThat(event)
                .containsEntry("account", user.name())
                .containsEntry("credential", "password")
                .containsEntry("address", "127.0.0.1")
                .containsEntry("client", "auditee/1")
                .containsEntry("reference", "1.0")
                .containsEntry("result", "ok");
        assertThat(String.valueOf(event.get("accountId"))).isEqualTo(Long.toString(user.accountId()));
        assertThat(String.valueOf(event.get("requestId"))).matches("[0-9a-f]{20}");
        assertThat(events("request=" + event.get("requestId"))).hasSize(1);
    }

    @Test
    void aPullIsRecordedAndALookIsNot() {
        assertThat(events("repository=" + web + "&kind=manifest.pulled"))
                .singleElement()
                .satisfies(
                        e -> assertThat(e).containsEntry("account", user.name()).containsEntry("times", 1));
    }

    @Test
    void theLinkLeadsThroughAllPages() {
        Response first = as(admin).get("/api/v1/audit?limit=1&repository=" + web);
        String link = first.header("Link");
        assertThat(link).startsWith("</api/v1/audit?after=").endsWith(">; rel=\"next\"");

        Response second = as(admin).urlEncodingEnabled(false).get(link.substring(1, link.indexOf('>')));

        second.then().statusCode(200);
        assertThat(second.<Integer>path("items[0].id")).isLessThan(first.<Integer>path("items[0].id"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/audit",
                "/api/v1/audit/export",
                "/api/v1/audit?account=ana",
                "/api/v1/audit/export?format=csv"
            })
    void onlyAdministratorsReadTheLog(String path) {
        given().get(path).then().statusCode(401);
        as(user).get(path).then().statusCode(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"limit=0", "limit=1001", "limit=x", "after=x", "acount=ana", "account=a&account=b", "result=x"})
    void wrongParametersAreRefused(String query) {
        as(admin).get("/api/v1/audit?" + query).then().statusCode(400);
    }

    @Test
    void exportsAreCsvOrLinesOfJson() {
        String csv = as(admin)
                .get("/api/v1/audit/export?format=csv&repository=" + web)
                .asString();
        assertThat(csv).startsWith("id,at,kind,account,").contains("\r\n").contains("manifest.pushed");

        Response lines = as(admin).get("/api/v1/audit/export?repository=" + web);
        assertThat(lines.contentType()).startsWith("application/x-ndjson");
        assertThat(lines.asString().lines().count()).isEqualTo(csv.lines().count() - 1);

        as(admin).get("/api/v1/audit/export?format=xml").then().statusCode(400);
    }

    @Test
    void anErrorCarriesOneRequestIdThatNoClientChose() {
        Response answer = as(user).header("X-Request-Id", "chosen").get("/v2/" + web + "/manifests/nothing");

        answer.then().statusCode(404);
        assertThat(answer.header("X-Request-Id"))
                .matches("[0-9a-f]{20}")
                .isEqualTo(answer.path("errors[0].detail.requestId"));
    }

    @Test
    void activityShowsPullsToAdministratorsOfTheRepositoryOnly() {
        String path = "/api/v1/repositories/" + web + "/activity";

        assertThat(as(user).get(path).<List<String>>path("items.kind"))
                .contains("manifest.pushed")
                .doesNotContain("manifest.pulled", "grant.given");
        assertThat(as(admin).get(path).<List<String>>path("items.kind")).contains("manifest.pushed", "manifest.pulled");
        assertThat(as(admin).get(path + "?pulls=false").<List<String>>path("items.kind"))
                .doesNotContain("manifest.pulled");
        as(rights.user("stranger")).get(path).then().statusCode(404).body("code", equalTo("NAME_UNKNOWN"));
        assertThat(as(user).get(path).asString()).doesNotContain("127.0.0.1", "auditee");
    }

    @Test
    void aChangeWhoseEventCannotBeWrittenDoesNotHappen() {
        jdbi.useHandle(h ->
                h.execute("alter table event add constraint full_now check (repository <> '" + web + "') not valid"));
        try {
            as(user).contentType("application/vnd.oci.image.index.v1+json")
                    .body(MANIFEST)
                    .put("/v2/" + web + "/manifests/2.0")
                    .then()
                    .statusCode(500);
        } finally {
            jdbi.useHandle(h -> h.execute("alter table event drop constraint full_now"));
        }
        as(user).get("/v2/" + web + "/manifests/2.0").then().statusCode(404);
    }

    private List<Map<String, Object>> events(String query) {
        return as(admin)
                .get("/api/v1/audit?" + query)
                .then()
                .statusCode(200)
                .extract()
                .path("items");
    }

    private static RequestSpecification as(Caller.SignedIn caller) {
        return given().auth().preemptive().basic(caller.name(), Rights.PASSWORD);
    }
}
