package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.testing.TestPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** People and programs of a real Keycloak, at the built product. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KeycloakTest {
    private static final String CLIENT_SECRET = "canary-secret-of-the-client";
    private static final String PASSWORD = "a real secret of ana";

    private Path folder = Path.of("");
    private RegistryServer server;
    private Keycloak keycloak;
    private Jdbi jdbi;

    @BeforeAll
    void start() throws Exception {
        folder = Folders.fresh("keycloak");
        keycloak = Keycloak.start(folder);
        TestPostgres.Database database = TestPostgres.emptyDatabase();
        Path password = Files.createFile(
                folder.resolve("database-password"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(password, database.password());
        server = RegistryServer.startTogether(
                        List.of("registry-of-keycloak"),
                        Map.of(
                                "PORTCULLIS_EGRESS_ALLOW", "http://localhost:" + keycloak.port(),
                                "PORTCULLIS_DB_URL", database.url(),
                                "PORTCULLIS_DB_USER", database.user(),
                                "PORTCULLIS_DB_PASSWORD_FILE", password.toString()))
                .getFirst();
        jdbi = database.jdbi();
        keycloak.awaitReady();
        keycloak.createRealm(realm());
        createSource();
    }

    @AfterAll
    void stop() throws Exception {
        if (keycloak != null) {
            keycloak.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    @Order(1)
    void personSignsInAtTheLoginFormAndIsInTheTeamsOfTheirGroups() {
        try (Browser browser = new Browser()) {
            Browser.Page page = signIn(browser);
            assertThat(page.status()).as(page.body()).isEqualTo(200);
            assertThat(page.uri().getPath()).isEqualTo("/");
            assertThat(page.body()).contains("Account ana");
            assertThat(browser.setCookies(server.port()))
                    .anySatisfy(cookie -> assertThat(cookie)
                            .startsWith("portcullis=")
                            .contains("Path=/", "HttpOnly", "SameSite=Lax"));
        }
        assertThat(teams()).containsExactly("developers", "operators");
        assertThat(administrator()).isTrue();
        assertThat(server.tail()).doesNotContain(CLIENT_SECRET);
    }

    @Test
    @Order(2)
    void groupThatWasLeftTakesItsRightsAlong() throws Exception {
        keycloak.leaveGroup("ana", "devs");
        keycloak.leaveGroup("ana", "registry-admins");
        try (Browser browser = new Browser()) {
            assertThat(signIn(browser).status()).isEqualTo(200);
        }
        assertThat(teams()).containsExactly("operators");
        assertThat(administrator()).isFalse();
    }

    @Test
    @Order(3)
    void logoutAtKeycloakEndsTheSessionHere() throws Exception {
        try (Browser browser = new Browser()) {
            signIn(browser);
            assertThat(browser.get(base() + "/account").body()).contains("<h1>ana</h1>");
            keycloak.change("POST", "/users/" + keycloak.userId("ana") + "/logout", "");
            Instant end = Instant.now().plus(Duration.ofSeconds(20));
            while (sessions() > 0 && Instant.now().isBefore(end)) {
                Thread.sleep(50);
            }
            assertThat(sessions()).as(server.tail()).isZero();
            assertThat(browser.get(base() + "/account").body()).doesNotContain("<h1>ana</h1>");
        }
    }

    @Test
    @Order(4)
    void newKeysOfKeycloakAreTakenUpAtOnce() throws Exception {
        keycloak.rotateKeys();
        try (Browser browser = new Browser()) {
            Browser.Page page = signIn(browser);
            assertThat(page.status()).as(server.tail()).isEqualTo(200);
        }
    }

    @Test
    @Order(5)
    void wrongPasswordStaysAtKeycloak() {
        try (Browser browser = new Browser()) {
            Browser.Page form = browser.get(begin());
            Browser.Page page = browser.submit(form.form(), Map.of("username", "ana", "password", "wrong"));
            assertThat(page.uri().getPort()).isEqualTo(keycloak.port());
            assertThat(browser.setCookies(server.port())).noneMatch(cookie -> cookie.startsWith("portcullis="));
        }
    }

    @Test
    @Order(6)
    void programOfKeycloakActsAsARobotThatTrustsIt() throws Exception {
        manage("/api/v1/workload-issuers", Map.of("name", "keycloak", "issuer", keycloak.issuer()));
        manage(
                "/api/v1/robots/acme+ci",
                Map.of("permissions", List.of(Map.of("repositories", "acme/web", "actions", List.of("pull", "push")))));
        manage(
                "/api/v1/robots/acme+ci/trusts",
                Map.of(
                        "issuer", "keycloak",
                        "audience", "https://registry.example.com",
                        "claims", Map.of("azp", "ci")));
        String proof = keycloak.clientCredentials("ci", CLIENT_SECRET);
        assertThat(exchange("acme+other", proof).statusCode()).isEqualTo(401);
        assertThat(exchange("acme+ci", proof + "x").statusCode()).isEqualTo(401);
        HttpResponse<String> answer = exchange("acme+ci", proof);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        String token = answer.body().replaceAll(".*\"token\":\"([^\"]+)\".*", "$1");
        assertThat(upload("acme/web", token)).isEqualTo(202);
        assertThat(upload("acme/other", token)).isNotEqualTo(202);
        List<String> events = jdbi.withHandle(h -> h.createQuery(
                        "select kind || ' ' || detail from event where account = 'acme+ci' and kind like 'workload.%'")
                .mapTo(String.class)
                .list());
        assertThat(events)
                .anySatisfy(event -> assertThat(event).startsWith("workload.exchanged issuer keycloak, subject "))
                .anySatisfy(event ->
                        assertThat(event).startsWith("workload.refused ").contains("signature"))
                .noneMatch(event -> event.contains(proof.substring(0, 20)));
    }

    private void manage(String path, Object body) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(base() + path))
                .header("Authorization", "Basic " + base64("admin:" + server.adminPassword))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(new ObjectMapper().writeValueAsString(body))));
        assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(201);
    }

    private HttpResponse<String> exchange(String robot, String proof) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(base() + "/auth/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "grant_type=urn:ietf:params:oauth:grant-type:token-exchange&subject_token=" + proof
                                + "&subject_token_type=urn:ietf:params:oauth:token-type:jwt&username="
                                + URLEncoder.encode(robot, StandardCharsets.UTF_8)
                                + "&scope=repository:acme/web:pull,push")));
    }

    private int upload(String repository, String token) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(base() + "/v2/" + repository + "/blobs/uploads/"))
                        .header("Authorization", "Bearer " + token)
                        .POST(HttpRequest.BodyPublishers.noBody()))
                .statusCode();
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    @Order(100)
    void withoutKeycloakThePageSaysSoAndPasswordsOfTheRegistryWork() throws Exception {
        int before = sessions();
        keycloak.close();
        Thread.sleep(Duration.ofSeconds(10)); // for as long a page goes by an answer of Keycloak's
        try (Browser browser = new Browser()) {
            Browser.Page page = browser.get(begin());
            assertThat(page.status()).isEqualTo(503);
            assertThat(page.body()).contains("keycloak cannot be reached");
        }
        assertThat(sessions()).isEqualTo(before);
        HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(base() + "/v2/"))
                .header("Authorization", "Basic " + base64("admin:" + server.adminPassword)));
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    private Browser.Page signIn(Browser browser) {
        Browser.Page form = browser.get(begin());
        return browser.submit(form.form(), Map.of("username", "ana", "password", PASSWORD, "credentialId", ""));
    }

    private String begin() {
        return base() + "/auth/oidc/keycloak/sign-in";
    }

    private String base() {
        return "http://localhost:" + server.port();
    }

    private List<String> teams() {
        return jdbi.withHandle(h -> h.createQuery("""
                        select t.name from team_member m join team t on t.id = m.team_id
                        join account a on a.id = m.account_id where a.name = 'ana' order by t.name""").mapTo(String.class).list());
    }

    private boolean administrator() {
        return jdbi.withHandle(h -> h.createQuery("select administrator from account where name = 'ana'")
                .mapTo(Boolean.class)
                .one());
    }

    private int sessions() {
        return jdbi.withHandle(h -> h.createQuery("select count(*) from session where source_id is not null")
                .mapTo(Integer.class)
                .one());
    }

    /** A provider with two teams that follow its groups, made as an administrator makes them. */
    private void createSource() {
        Api admin = Api.as(server.port(), "admin", server.adminPassword);
        admin.succeeds("POST", "/api/v1/identity-sources", """
                {"name":"keycloak","kind":"oidc","secret":"%s","settings":{"issuer":"%s","clientId":"portcullis",
                 "groupsClaim":"groups","administratorGroup":"registry-admins"}}""".formatted(CLIENT_SECRET, keycloak.issuer()));
        admin.succeeds("POST", "/api/v1/organizations", "{\"name\":\"acme\",\"owner\":\"admin\"}");
        admin.succeeds("POST", "/api/v1/repositories", "{\"name\":\"acme/web\"}");
        Map.of("developers", "devs", "operators", "ops").forEach((team, group) -> {
            admin.succeeds("POST", "/api/v1/organizations/acme/teams", "{\"name\":\"" + team + "\"}");
            admin.succeeds(
                    "PUT",
                    "/api/v1/organizations/acme/teams/" + team + "/sync",
                    "{\"source\":\"keycloak\",\"settings\":{\"group\":\"" + group + "\"}}");
        });
    }

    private Map<String, Object> realm() {
        return Map.of(
                "realm",
                Keycloak.REALM,
                "enabled",
                true,
                "groups",
                List.of(Map.of("name", "devs"), Map.of("name", "ops"), Map.of("name", "registry-admins")),
                "users",
                List.of(Map.of(
                        "username",
                        "ana",
                        "enabled",
                        true,
                        "email",
                        "ana@example.com",
                        "emailVerified",
                        true,
                        "firstName",
                        "Ana",
                        "lastName",
                        "Example",
                        "groups",
                        List.of("/devs", "/ops", "/registry-admins"),
                        "credentials",
                        List.of(Map.of("type", "password", "value", PASSWORD, "temporary", false)))),
                "clients",
                List.of(browserClient(), programClient()));
    }

    private Map<String, Object> browserClient() {
        return Map.of(
                "clientId", "portcullis",
                "secret", CLIENT_SECRET,
                "redirectUris", List.of(base() + "/auth/oidc/keycloak/callback"),
                "attributes",
                        Map.of(
                                "backchannel.logout.url", base() + "/auth/oidc/keycloak/backchannel-logout",
                                "backchannel.logout.session.required", "true",
                                "pkce.code.challenge.method", "S256"),
                "protocolMappers",
                        List.of(Map.of(
                                "name", "groups",
                                "protocol", "openid-connect",
                                "protocolMapper", "oidc-group-membership-mapper",
                                "config",
                                        Map.of(
                                                "claim.name", "groups",
                                                "full.path", "false",
                                                "id.token.claim", "true"))));
    }

    private static Map<String, Object> programClient() {
        return Map.of(
                "clientId",
                "ci",
                "secret",
                CLIENT_SECRET,
                "serviceAccountsEnabled",
                true,
                "standardFlowEnabled",
                false,
                "protocolMappers",
                List.of(Map.of(
                        "name", "audience",
                        "protocol", "openid-connect",
                        "protocolMapper", "oidc-audience-mapper",
                        "config",
                                Map.of(
                                        "included.custom.audience", "https://registry.example.com",
                                        "access.token.claim", "true"))));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
