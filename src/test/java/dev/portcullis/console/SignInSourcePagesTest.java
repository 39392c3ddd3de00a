package dev.portcullis.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.access.Accounts;
import dev.portcullis.access.Rights;
import dev.portcullis.auth.Browser;
import dev.portcullis.identity.IdentitySource;
import dev.portcullis.identity.IdentitySources;
import dev.portcullis.identity.ldap.DirectorySync;
import dev.portcullis.testing.PostgresTestResource;
import dev.portcullis.testing.Slapd;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** System > Sign-in as an administrator's browser without scripts uses it, with a real directory. */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
@EnabledIf("dev.portcullis.testing.Slapd#isInstalled")
class SignInSourcePagesTest {
    private static final String HERE = "/system/sign-in";
    private static Slapd slapd;

    @Inject
    Rights rights;

    @Inject
    Accounts accounts;

    @Inject
    IdentitySources sources;

    @Inject
    DirectorySync sync;

    @Inject
    ObjectMapper json;

    private Browser browser = new Browser();
    private String name = "";
    private String page = "";

    @BeforeAll
    static void directory() {
        slapd = Slapd.start(
                person("pages-mia") + person("pages-noah") + person("pages-lea") + """
                        dn: cn=pages-admins,ou=groups,%1$s
                        objectClass: groupOfNames
                        cn: pages-admins
                        member: uid=pages-mia,ou=people,%1$s
                        """.formatted(Slapd.SUFFIX), false);
    }

    private static String person(String uid) {
        return """
                dn: uid=%1$s,ou=people,%2$s
                objectClass: inetOrgPerson
                uid: %1$s
                cn: Full %1$s
                sn: %1$s
                mail: %1$s@example.test
                userPassword: %3$s

                """.formatted(uid, Slapd.SUFFIX, Slapd.PASSWORD);
    }

    @AfterAll
    static void stop() {
        slapd.close();
    }

    @BeforeEach
    void administrator() {
        String administrator = rights.user("signin").name();
        accounts.setAdministrator(Accounts.SYSTEM, administrator, true);
        browser = Browser.signedIn(administrator);
        name = rights.fresh("corp");
        page = HERE + "/" + name;
    }

    /** Other tests share the database, and would ask a directory that is gone. */
    @AfterEach
    void forget() {
        sources.inOrder().stream()
                .filter(source -> source.name().equals(name))
                .forEach(source -> sources.delete(Accounts.SYSTEM, name));
    }

    /** What a browser sends of the form for a directory; {@code more} are names and values in turn. */
    private static String[] form(String... more) {
        Map<String, String> fields = new TreeMap<>(Map.of(
                "kind", "ldap",
                "vendor", "other",
                "servers", slapd.url(),
                "encryption", "none",
                "bindDn", Slapd.READER,
                "users.0.base", "ou=people," + Slapd.SUFFIX,
                "users.0.scope", "subtree",
                "syncIntervalMinutes", "0",
                "brakePercent", "20",
                "createAccounts", "yes"));
        for (int i = 0; i < more.length; i += 2) {
            fields.put(more[i], more[i + 1]);
        }
        List<String> sent = new ArrayList<>();
        fields.forEach((field, value) -> sent.addAll(List.of(field, value)));
        return sent.toArray(String[]::new);
    }

    /** As a browser encodes it: many values here hold what divides a form. */
    private Response post(String path, String... form) {
        String[] encoded = form.clone();
        for (int i = 1; i < encoded.length; i += 2) {
            encoded[i] = URLEncoder.encode(encoded[i], StandardCharsets.UTF_8);
        }
        return browser.post(path, encoded);
    }

    private void create(String... more) {
        List<String> all = new ArrayList<>(List.of("name", name, "secret", Slapd.PASSWORD));
        all.addAll(List.of(more));
        Response made = post(HERE + "/-/new", form(all.toArray(String[]::new)));
        assertThat(made.statusCode()).as(made.asString()).isEqualTo(303);
        assertThat(made.header("Location")).isEqualTo(page);
    }

    @Test
    void whatIsWrongIsRefusedAndWhatWasTypedStaysButTheSecret() {
        Response refused =
                post(HERE + "/-/new", form("name", name, "secret", "typed secret", "users.0.filter", "(uid=<b>"));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.asString())
                .contains("id=\"problem\"", "users[0].filter must be", "(uid=&lt;b&gt;", slapd.url(), "value=\"" + name)
                .contains("aria-describedby=\"users-0-filter-hint problem\" aria-invalid=\"true\"")
                .doesNotContain("typed secret");

        create();
        Response notJson = post(page, form("rest", "{\"pageSize\": ", "secret", "typed secret"));
        assertThat(notJson.statusCode()).isEqualTo(400);
        assertThat(notJson.asString())
                .contains("no JSON object", "{&quot;pageSize&quot;:")
                .doesNotContain("typed secret");
        Response twice = post(page, form("rest", "{\"servers\": [\"ldap://other.test\"]}"));
        assertThat(twice.statusCode()).isEqualTo(400);
        assertThat(twice.asString()).contains("servers has a field of its own", "ldap://other.test");
        assertThat(post(page, form("brakePercent", "many")).asString()).contains("brakePercent must be");
    }

    @Test
    void theSecretIsNeverShownAndAnEmptyOneKeepsIt() {
        create();
        assertThat(browser.get(page).asString())
                .contains(slapd.url(), "ou=people," + Slapd.SUFFIX, "One is stored", "type=\"password\"")
                .doesNotContain(Slapd.PASSWORD);
        assertThat(post(page, form("secret", "", "syncIntervalMinutes", "77")).statusCode())
                .isEqualTo(303);
        IdentitySource saved = sources.byName(name);
        assertThat(saved.secret()).isEqualTo(Slapd.PASSWORD);
        assertThat(saved.settings().path("syncIntervalMinutes").asInt()).isEqualTo(77);
        assertThat(saved.settings().path("justInTime").asBoolean())
                .as("not ticked")
                .isFalse();
        assertThat(browser.get(HERE).asString()).contains(">" + name + "<").doesNotContain(Slapd.PASSWORD);
    }

    @Test
    void settingsWithoutAnInputStandInTheRestAndAreNotLost() throws Exception {
        JsonNode rich = json.readTree("""
                {"servers": ["%1$s"], "encryption": "none", "pageSize": 99, "directBind": "{login}@example.test",
                 "users": [{"base": "ou=people,%2$s", "matchGroupMembers": {"groupDn": "cn=a,%2$s"}},
                           {"base": "ou=more,%2$s", "filter": "(uid=x)"}],
                 "administrators": {"base": "ou=people,%2$s", "filter": "(uid=pages-mia)"},
                 "domains": [{"suffix": "emea.example.test", "users": [{"base": "ou=emea,%2$s"}]}]}""".formatted(slapd.url(), Slapd.SUFFIX));
        sources.create(Accounts.SYSTEM, name, "ldap", rich, Slapd.PASSWORD);
        assertThat(browser.get(page).asString())
                .contains("emea.example.test", "ou=more,", "&quot;pageSize&quot; : 99", "(uid=pages-mia)");
        assertUnchanged("ldap");
        sources.delete(Accounts.SYSTEM, name);

        JsonNode provider = json.readTree("""
                {"issuer": "https://idp.example.test", "clientId": "registry", "nameClaim": "",
                 "scopes": ["openid"], "extraAudiences": ["one", "two"], "maxAgeSeconds": 60, "justInTime": false}""");
        sources.create(Accounts.SYSTEM, name, "oidc", provider, null);
        assertThat(browser.get(page).asString()).contains("/auth/oidc/" + name + "/callback", "None is stored");
        assertUnchanged("oidc");
    }

    /** Sends what the page holds. */
    private void assertUnchanged(String kind) {
        JsonNode before = sources.byName(name).settings();
        SourceForm form = SourceForm.of(kind, before, json);
        List<String> sent = new ArrayList<>(List.of("rest", form.rest()));
        form.typed().forEach((field, value) -> sent.addAll(List.of(field, value)));
        Response saved = post(page, sent.toArray(String[]::new));
        assertThat(saved.statusCode()).as(saved.asString()).isEqualTo(303);
        assertThat(sources.byName(name).settings()).isEqualTo(before);
    }

    @Test
    void aDirectoryIsTriedStepByStep() {
        create();
        String tested = post(page + "/test").asString();
        assertThat(tested)
                .contains(
                        "Connected, and bound as " + Slapd.READER,
                        "people below ou=people," + Slapd.SUFFIX,
                        "pages-mia",
                        " ms</td>");
        assertThat(post(page + "/test-login", "login", "pages-mia", "password", Slapd.PASSWORD)
                        .asString())
                .contains("would be signed in", "uid=pages-mia,ou=people,", "pages-mia@example.test")
                .doesNotContain(Slapd.PASSWORD);
        assertThat(post(page + "/test-login", "login", "pages-mia", "password", "wrong password")
                        .asString())
                .contains(">refused<", "value=\"pages-mia\"")
                .doesNotContain("wrong password");
        post(page, form("users.0.base", "ou=nowhere," + Slapd.SUFFIX));
        assertThat(post(page + "/test").asString()).contains(">failed<");
        assertThat(post(page + "/preview").statusCode()).isEqualTo(503);
        assertThat(browser.get(HERE + "/local/syncs").statusCode()).isEqualTo(409);
    }

    @Test
    void aSynchronizationIsSeenBeforeWhileAndAfterIt() throws InterruptedException {
        String[] administrators = {"administrators.groupDn", "cn=pages-admins,ou=groups," + Slapd.SUFFIX};
        create(administrators);
        assertThat(browser.get(page + "/syncs").asString()).contains("It was never synchronized");
        assertThat(browser.get(HERE).asString()).contains("not yet");
        assertThat(post(page + "/preview").asString())
                .contains("Accounts made: 3", "pages-lea")
                .doesNotContain("The brake would hold it");
        String run = begin();
        assertThat(browser.get(run).asString()).contains(">done<", "Accounts made: 3", "pages-noah", "Done.");
        assertThat(accounts.find("pages-mia").administrator()).isTrue();
        assertThat(browser.get(HERE).asString()).contains(run, ">done<");
        assertThat(post(run + "/cancel").statusCode()).isEqualTo(409);

        post(page, form("users.0.filter", "(uid=pages-lea)", administrators[0], administrators[1]));
        assertThat(post(page + "/preview").asString())
                .contains("The brake would hold it", "Accounts deactivated: 2", "pages-mia: ")
                .contains("Who loses administration: 1");
        String stopped = begin();
        assertThat(browser.get(stopped).asString()).contains("stopped by the brake", "Nothing was changed");
        String forced = begin("override", "yes");
        assertThat(browser.get(forced).asString()).contains(">done<", "Accounts deactivated: 2");
        assertThat(browser.get(page + "/syncs").asString()).contains(run, stopped, forced);
    }

    private String begin(String... form) throws InterruptedException {
        Response begun = post(page + "/sync", form);
        assertThat(begun.statusCode()).as(begun.asString()).isEqualTo(303);
        String run = begun.header("Location");
        long id = Long.parseLong(run.substring(run.lastIndexOf('/') + 1));
        while (sync.get(name, id).state().equals("running")) {
            assertThat(browser.get(run).asString()).contains("id=\"run\"");
            Thread.sleep(20);
        }
        return run;
    }

    @Test
    void sourcesAreOrderedSwitchedAndDeletedByTypingTheirName() {
        create();
        assertThat(sources.inOrder().getLast().name()).isEqualTo(name);
        assertThat(post(page + "/up").statusCode()).isEqualTo(303);
        assertThat(sources.inOrder().getLast().name()).isNotEqualTo(name);
        assertThat(post(page + "/down").statusCode()).isEqualTo(303);
        assertThat(sources.inOrder().getLast().name()).isEqualTo(name);
        post(page + "/enabled");
        assertThat(sources.byName(name).enabled()).isFalse();
        assertThat(browser.get(HERE).asString()).contains("Switch on " + name);
        post(page + "/enabled", "enabled", "yes");
        assertThat(sources.byName(name).enabled()).isTrue();

        assertThat(browser.get(page + "/delete").asString()).contains("Delete the source " + name, "name=\"typed\"");
        assertThat(post(page + "/delete", "typed", "x").statusCode()).isEqualTo(400);
        assertThat(sources.byName(name).enabled()).isTrue();
        assertThat(post(page + "/delete", "typed", name).statusCode()).isEqualTo(303);
        assertThat(browser.get(page).statusCode()).isEqualTo(404);
        assertThat(post(HERE + "/local/delete", "typed", "local").asString()).contains("cannot be removed");
    }

    @Test
    void issuersAreAddedAndRemovedByTypingTheirName() {
        String issuer = "https://" + name + ".example.test";
        Response refused = post(HERE + "/-/issuers", "name", name, "issuer", issuer, "settings", "[");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.asString()).contains("id=\"problem\"", "value=\"" + issuer);
        assertThat(post(HERE + "/-/issuers", "name", name, "issuer", issuer, "settings", "")
                        .statusCode())
                .isEqualTo(303);
        assertThat(browser.get(HERE).asString()).contains(issuer);
        String delete = HERE + "/-/issuers/" + name + "/delete";
        assertThat(browser.get(delete).asString()).contains("Remove the issuer " + name);
        assertThat(post(delete, "typed", "x").statusCode()).isEqualTo(400);
        assertThat(post(delete, "typed", name).statusCode()).isEqualTo(303);
        assertThat(browser.get(HERE).asString()).doesNotContain(issuer);
    }

    @Test
    void onlyAdministratorsSeeIt() {
        String auditor = rights.user("looks").name();
        accounts.setAuditor(Accounts.SYSTEM, auditor, true, true);
        Browser looking = Browser.signedIn(auditor);
        assertThat(looking.get(HERE).statusCode()).isEqualTo(403);
        assertThat(looking.get(HERE + "/local").statusCode()).isEqualTo(403);
        assertThat(looking.get("/system/health").asString()).doesNotContain(HERE);
        assertThat(browser.get("/system/health").asString()).contains(HERE);
        post("/preferences", "language", "zh", "theme", "auto", "return", "/");
        assertThat(browser.get(HERE + "/local").asString()).contains("本地");
    }
}
