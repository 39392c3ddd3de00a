package dev.portcullis.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.access.Accounts;
import dev.portcullis.access.Action;
import dev.portcullis.access.Caller;
import dev.portcullis.access.Grant;
import dev.portcullis.access.Grants;
import dev.portcullis.access.Level;
import dev.portcullis.access.Organizations;
import dev.portcullis.access.Rights;
import dev.portcullis.reference.RepositoryName;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every endpoint, for everyone. The rules are read from the running program; an endpoint that is not in the table here
 * fails, so whoever adds one says here who may call it.
 */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class EndpointMatrixTest {
    private static final String PULL = "PULL";
    private static final String PUSH = "PUSH";
    private static final String DELETE = "DELETE";

    /** Method and path, and who may call it. */
    static final Map<String, String> TABLE = new TreeMap<>(ApiRules.TABLE);

    static {
        TABLE.putAll(IdentityRules.TABLE);
        TABLE.putAll(PageRules.TABLE);
        TABLE.putAll(Map.ofEntries(
                Map.entry("GET /v2/", "signed in"),
                Map.entry("GET /v2/_catalog", "signed in"),
                Map.entry("GET /v2/{name: \\G.+}/tags/list", PULL),
                Map.entry("GET /v2/{name: \\G.+}/referrers/{digest}", PULL),
                Map.entry("GET /v2/{name: \\G.+}/blobs/{digest}", PULL),
                Map.entry("HEAD /v2/{name: \\G.+}/blobs/{digest}", PULL),
                Map.entry("DELETE /v2/{name: \\G.+}/blobs/{digest}", DELETE),
                Map.entry("POST /v2/{name: \\G.+}/blobs/uploads{slash: /?}", PUSH),
                Map.entry("GET /v2/{name: \\G.+}/blobs/uploads/{upload}", PUSH),
                Map.entry("PATCH /v2/{name: \\G.+}/blobs/uploads/{upload}", PUSH),
                Map.entry("PUT /v2/{name: \\G.+}/blobs/uploads/{upload}", PUSH),
                Map.entry("DELETE /v2/{name: \\G.+}/blobs/uploads/{upload}", PUSH),
                Map.entry("GET /v2/{name: \\G.+}/manifests/{reference}", PULL),
                Map.entry("HEAD /v2/{name: \\G.+}/manifests/{reference}", PULL),
                Map.entry("PUT /v2/{name: \\G.+}/manifests/{reference}", PUSH),
                Map.entry("DELETE /v2/{name: \\G.+}/manifests/{reference}", DELETE),
                Map.entry("GET /v1/search", "anyone"),
                Map.entry("GET /v1/_ping", "open"),
                Map.entry("GET /_ping", "open"),
                Map.entry("GET /auth/token", "open"),
                Map.entry("POST /auth/token", "open")));
    }

    @Inject
    EndpointRules rules;

    @Inject
    Organizations organizations;

    @Inject
    Accounts accounts;

    @Inject
    Grants grants;

    @Inject
    Rights rights;

    private RepositoryName web = new RepositoryName("none", "none");
    private RepositoryName missing = new RepositoryName("none", "missing");

    @BeforeEach
    void privateRepository() {
        String org = rights.fresh("matrix");
        organizations.create(Accounts.SYSTEM, org, null);
        web = rights.repository(org, "web");
        missing = new RepositoryName(org, "bew");
    }

    @Test
    void theTableNamesEveryEndpointWithItsRule() {
        Map<String, String> running = new TreeMap<>();
        rules.all().forEach((method, rule) -> running.put(route(method), told(rule)));
        assertThat(new TreeSet<>(running.keySet())).isSubsetOf(TABLE.keySet());
        running.forEach((route, rule) -> assertThat(rule).as(route).isEqualTo(TABLE.get(route)));
    }

    @Test
    void nobodyIsAskedToSignInForEverything() {
        onRepository((route, action) -> {
            Response answer = call(new Caller.Anonymous(), route, web);
            assertThat(answer.statusCode()).as(route).isEqualTo(401);
            String wanted = switch (action) {
                case PULL -> "pull";
                case PUSH -> "pull,push";
                default -> "delete";
            };
            assertThat(answer.header("WWW-Authenticate"))
                    .as(route)
                    .contains("scope=\"repository:" + web + ":" + wanted + "\"");
            assertThat(seen(answer, web)).isEqualTo(seen(call(new Caller.Anonymous(), route, missing), missing));
        });
    }

    @Test
    void strangersLearnNothing() {
        Caller.SignedIn stranger = rights.user("stranger");
        onRepository((route, action) -> {
            Response answer = call(stranger, route, web);
            assertThat(answer.statusCode()).as(route).isEqualTo(action.equals(PULL) ? 404 : 403);
            assertThat(seen(answer, web)).as(route).isEqualTo(seen(call(stranger, route, missing), missing));
            RepositoryName nowhere = new RepositoryName(rights.fresh("nowhere"), "web");
            assertThat(seen(answer, web)).as(route).isEqualTo(seen(call(stranger, route, nowhere), nowhere));
        });
    }

    @Test
    void eachLevelOpensItsEndpointsAndNoOthers() {
        for (Level level : Level.values()) {
            Caller.SignedIn user = rights.user("level");
            grants.grant(
                    Accounts.SYSTEM,
                    new Grant(new Grant.Subject.User(user.name()), new Grant.Target.Repository(web), level));
            onRepository((route, action) -> {
                boolean allowed = level.actions().contains(Action.valueOf(action));
                int status = call(user, route, web).statusCode();
                if (allowed) {
                    assertThat(status).as("%s %s", level, route).isNotIn(401, 403, 500);
                } else {
                    assertThat(status).as("%s %s", level, route).isEqualTo(403);
                }
            });
        }
    }

    @Test
    void tokenOpensOnlyWhatItWasIssuedFor() {
        Caller.SignedIn user = rights.user("scoped");
        grants.grant(
                Accounts.SYSTEM,
                new Grant(new Grant.Subject.User(user.name()), new Grant.Target.Repository(web), Level.ADMIN));
        for (String has : new String[] {PULL, PUSH, DELETE}) {
            String token = Registry.token(user, "repository:" + web + ":" + has.toLowerCase(java.util.Locale.ROOT));
            onRepository((route, action) -> {
                Response answer = send(Registry.bearer(token), route, web);
                if (action.equals(has)) {
                    assertThat(answer.statusCode()).as(route).isNotIn(401, 403, 500);
                } else {
                    assertThat(answer.statusCode()).as(route).isEqualTo(401);
                    assertThat(answer.header("WWW-Authenticate")).contains("error=\"insufficient_scope\"");
                }
            });
        }
    }

    @Test
    void whoIsNotActiveIsNobody() {
        Caller.SignedIn user = rights.user("inactive");
        grants.setPublic(Accounts.SYSTEM, web, true);
        accounts.setActive(Accounts.SYSTEM, user.name(), false);
        onRepository((route, _) ->
                assertThat(call(user, route, web).statusCode()).as(route).isEqualTo(401));
    }

    @Test
    void cookiesAreNoCredentials() {
        Caller.SignedIn user = rights.user("cookie");
        String token = Registry.token(user);
        assertThat(io.restassured.RestAssured.given()
                        .cookie("Authorization", "Bearer " + token)
                        .queryParam("access_token", token)
                        .get("/v2/")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void endpointWithoutARuleStopsTheStart() throws NoSuchMethodException {
        Method forgotten = EndpointMatrixTest.class.getDeclaredMethod("endpointWithoutARuleStopsTheStart");
        assertThatThrownBy(() -> EndpointRule.of(forgotten))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("@Requires");
    }

    private interface Check {
        void check(String route, String action);
    }

    private static void onRepository(Check check) {
        TABLE.forEach((route, action) -> {
            if (route.contains(" /v2/{name")) {
                check.check(route, action);
            }
        });
    }

    private static Response call(Caller caller, String route, RepositoryName name) {
        return send(Registry.as(caller), route, name);
    }

    private static Response send(
            io.restassured.specification.RequestSpecification request, String route, RepositoryName name) {
        String[] parts = route.split(" ", 2);
        String path = parts[1].replace("{name: \\G.+}", name.toString())
                .replace("{digest}", "sha256:" + "0".repeat(64))
                .replace("{reference}", parts[0].equals("DELETE") ? "sha256:" + "0".repeat(64) : "latest")
                .replace("{slash: /?}", "/")
                .replace("{upload}", "00000000-0000-4000-8000-000000000000");
        return request.urlEncodingEnabled(false).request(parts[0], path);
    }

    private static String seen(Response answer, RepositoryName name) {
        return Registry.visible(answer).replace(name.toString(), "NAME");
    }

    static String route(Method method) {
        String verb = "";
        for (Annotation annotation : method.getAnnotations()) {
            HttpMethod http = annotation.annotationType().getAnnotation(HttpMethod.class);
            if (http != null) {
                verb = http.value();
            }
        }
        Path outer = method.getDeclaringClass().getAnnotation(Path.class);
        Path inner = method.getAnnotation(Path.class);
        String end = inner == null ? "" : inner.value();
        String start = outer == null ? "" : outer.value();
        boolean joined = end.isEmpty() || end.startsWith("/") || start.endsWith("/");
        String path = (start + (joined ? "" : "/") + end).replace("//", "/");
        return verb + " " + path;
    }

    private static String told(EndpointRule rule) {
        return switch (rule) {
            case EndpointRule.Open open -> open.ownFormsOnly() ? "open, own forms" : "open";
            case EndpointRule.Session _ -> "session";
            case EndpointRule.OnPage page -> "page: " + told(page.within());
            case EndpointRule.Anyone _ -> "anyone";
            case EndpointRule.Account _ -> "signed in";
            case EndpointRule.Administrator _ -> "administrator";
            case EndpointRule.Auditor _ -> "auditor";
            case EndpointRule.Self _ -> "self";
            case EndpointRule.Organization of -> of.lookOnly() ? "member" : "owner";
            case EndpointRule.OnRepository on -> on.action().name();
        };
    }
}
