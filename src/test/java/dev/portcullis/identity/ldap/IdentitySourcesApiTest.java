package dev.portcullis.identity.ldap;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.access.Accounts;
import dev.portcullis.access.Organizations;
import dev.portcullis.access.Rights;
import dev.portcullis.access.Teams;
import dev.portcullis.identity.IdentitySources;
import dev.portcullis.testing.PostgresTestResource;
import dev.portcullis.testing.Slapd;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** A directory set up, tried and synchronized over the management API. */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
@EnabledIf("dev.portcullis.testing.Slapd#isInstalled")
class IdentitySourcesApiTest {
    private static final String SOURCES = "/api/v1/identity-sources";
    private static Slapd slapd;

    @Inject
    Accounts accounts;

    @Inject
    Organizations organizations;

    @Inject
    Teams teams;

    @Inject
    Rights rights;

    @Inject
    IdentitySources sources;

    private String administrator = "";

    @BeforeAll
    static void directory() {
        slapd = Slapd.start(
                Ldif.person("mia") + Ldif.person("noah") + Ldif.person("lea") + Ldif.group("devs", Ldif.dn("mia")),
                false);
    }

    @AfterAll
    static void stop() {
        slapd.close();
    }

    @BeforeEach
    void administrator() {
        administrator = rights.user("root").name();
        accounts.setAdministrator(Accounts.SYSTEM, administrator, true);
    }

    /** Other tests share the database, and would ask a directory that is gone. */
    @AfterEach
    void forget() {
        sources.inOrder().stream()
                .filter(source -> source.kind().equals("ldap"))
                .forEach(source -> sources.delete(Accounts.SYSTEM, source.name()));
    }

    private RequestSpecification api() {
        return given().auth().preemptive().basic(administrator, Rights.PASSWORD).contentType("application/json");
    }

    private RequestSpecification api(ObjectNode body) {
        return api().body(body.toString());
    }

    private Response create(String name, String more) {
        ObjectNode body =
                Sources.json("{'name': '%s', 'kind': 'ldap', 'secret': '%s'}".formatted(name, Slapd.PASSWORD));
        body.set("settings", Sources.plain(slapd, more));
        return api(body).post(SOURCES);
    }

    @Test
    void fromTheFirstTestToTheSynchronizedTeam() throws InterruptedException {
        Response created = create("company", "{'createAccounts': true}");
        assertThat(created.statusCode()).as(created.asString()).isEqualTo(201);
        Response shown = api().get(SOURCES + "/company");
        assertThat(shown.asString() + created.asString() + api().get(SOURCES).asString())
                .doesNotContain(Slapd.PASSWORD);
        assertThat(shown.<Boolean>path("hasSecret")).isTrue();

        assertThat(api().post(SOURCES + "/company/test").asString()).contains("\"ok\":true", "lea", "mia", "noah");
        ObjectNode login = Sources.json("{'name': 'mia', 'password': '%s'}".formatted(Slapd.PASSWORD));
        Response tried = api(login).post(SOURCES + "/company/test-login");
        assertThat(tried.asString())
                .contains("\"outcome\":\"proved\"", "cn=devs", Ldif.dn("mia"))
                .doesNotContain(Slapd.PASSWORD);
        assertThat(api(login.put("password", "wrong"))
                        .post(SOURCES + "/company/test-login")
                        .asString())
                .contains("\"outcome\":\"refused\"", Ldif.dn("mia"));

        organizations.create(Accounts.SYSTEM, "company-org", null);
        teams.create(Accounts.SYSTEM, "company-org", "devs");
        String team = "/api/v1/organizations/company-org/teams/devs/sync";
        ObjectNode wish = Sources.json(
                "{'source': 'company', 'settings': {'groupDn': 'cn=devs,ou=groups,%s'}}".formatted(Slapd.SUFFIX));
        assertThat(api(wish).put(team).statusCode()).isEqualTo(200);
        assertThat(api().get(team).<String>path("settings.memberAttribute")).isEqualTo("member");

        Response preview = api().post(SOURCES + "/company/preview");
        assertThat(preview.<Integer>path("counts.create")).isEqualTo(3);
        assertThat(preview.<List<String>>path("plan.create.account")).containsExactly("lea", "mia", "noah");
        Response begun = api().post(SOURCES + "/company/sync");
        assertThat(begun.statusCode()).isEqualTo(202);
        String run = SOURCES + "/company/syncs/" + begun.path("id");
        while (api().get(run).path("run.state").equals("running")) {
            Thread.sleep(50);
        }
        assertThat(api().get(run).asString()).contains("\"state\":\"done\"", "Added mia to company-org/devs.");
        assertThat(api().get(SOURCES + "/company/syncs").<List<?>>path("items")).hasSize(1);
        assertThat(teams.members("company-org", "devs", null, 10)).containsExactly("mia");

        assertThat(token("mia", Slapd.PASSWORD)).isEqualTo(200);
        assertThat(token("mia", "wrong")).isEqualTo(401);
        api(Sources.json("{'enabled': false}")).patch(SOURCES + "/company");
        assertThat(token("noah", Slapd.PASSWORD)).isEqualTo(401);
        assertThat(api().delete(SOURCES + "/company?confirm=company").statusCode())
                .isEqualTo(204);
    }

    @Test
    void aMistypedFieldIsRefusedByItsName() {
        Response refused = create("mistyped", "{'fliter': 'x'}");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.asString()).contains("fliter is not known here");
    }

    @Test
    void anAccountIsLinkedConvertedAndUnlinked() {
        create("linking", "{'justInTime': false}");
        String local = rights.user("local").name();
        String identities = "/api/v1/accounts/" + local + "/identities";
        assertThat(token("noah", Slapd.PASSWORD)).as("no account of theirs").isNotEqualTo(200);

        assertThat(api(Sources.json("{'source': 'linking', 'login': 'nobody'}"))
                        .post(identities)
                        .statusCode())
                .isEqualTo(404);
        Response linked = api(Sources.json("{'source': 'linking', 'login': 'noah', 'convert': true}"))
                .post(identities);
        assertThat(linked.statusCode()).as(linked.asString()).isEqualTo(201);

        assertThat(token("noah", Slapd.PASSWORD)).isEqualTo(200);
        assertThat(token(local, Rights.PASSWORD)).as("the password is gone").isEqualTo(401);
        int id = api().get(identities).path("items[0].id");
        assertThat(api().delete("/api/v1/accounts/" + administrator + "/identities/" + id)
                        .statusCode())
                .as("another account's identity")
                .isEqualTo(404);
        assertThat(api().delete(identities + "/" + id).statusCode()).isEqualTo(204);
        assertThat(token("noah", Slapd.PASSWORD)).isNotEqualTo(200);
        api().delete(SOURCES + "/linking?confirm=linking");
    }

    @Test
    void theOrderIsSetAndOnlyAdministratorsLook() {
        create("second", "{}");
        List<String> names = api().get(SOURCES).path("items.name");
        assertThat(names).endsWith("second");
        ObjectNode order = Sources.json("{'names': []}");
        names.reversed().forEach(order.withArray("names")::add);
        assertThat(api(order).put(SOURCES).statusCode()).isEqualTo(204);
        assertThat(api().get(SOURCES).<List<String>>path("items.name")).isEqualTo(names.reversed());
        order.withArray("names").removeAll();
        names.forEach(order.withArray("names")::add);
        api(order).put(SOURCES);

        assertThat(given().auth()
                        .preemptive()
                        .basic(rights.user("plain").name(), Rights.PASSWORD)
                        .get(SOURCES)
                        .statusCode())
                .isIn(403, 404);
        api().delete(SOURCES + "/second?confirm=second");
    }

    private static int token(String name, String password) {
        return given().auth()
                .preemptive()
                .basic(name, password)
                .get("/auth/token")
                .statusCode();
    }
}
