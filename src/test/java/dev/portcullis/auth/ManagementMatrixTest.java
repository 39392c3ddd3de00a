package dev.portcullis.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.access.Accounts;
import dev.portcullis.access.Caller;
import dev.portcullis.access.Organizations;
import dev.portcullis.access.Rights;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SEC-A for the management API: every endpoint of the table, for every kind of caller. */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class ManagementMatrixTest {
    private static final Set<Integer> REFUSED = Set.of(401, 403, 500);
    /** Those that stand above a repository are in EndpointMatrixTest. */
    private static final Set<String> RULES = Set.of("self", "auditor", "administrator", "member", "owner");

    @Inject
    Organizations organizations;

    @Inject
    Accounts accounts;

    @Inject
    Rights rights;

    private String org = "";
    private Caller.SignedIn stranger = new Caller.SignedIn(0, "");
    private Caller.SignedIn member = stranger;
    private Caller.SignedIn owner = stranger;
    private Caller.SignedIn auditor = stranger;
    private Caller.SignedIn administrator = stranger;

    @BeforeEach
    void oneOfEach() {
        org = rights.fresh("management");
        stranger = rights.user("stranger");
        member = rights.user("member");
        owner = rights.user("owner");
        auditor = rights.user("auditor");
        administrator = rights.user("administrator");
        organizations.create(Accounts.SYSTEM, org, owner.name());
        organizations.putMember(Accounts.SYSTEM, org, member.name(), false);
        accounts.setAuditor(Accounts.SYSTEM, auditor.name(), true, false);
        accounts.setAdministrator(Accounts.SYSTEM, administrator.name(), true);
    }

    @Test
    void nobodyIsAskedToSignIn() {
        routes().forEach((route, rule) -> {
            Response answer = send(Registry.as(new Caller.Anonymous()), route);
            assertThat(answer.statusCode()).as(route).isEqualTo(401);
            assertThat(answer.contentType()).as(route).startsWith("application/problem+json");
        });
    }

    @Test
    void bearerTokenOfTheRegistryIsNotEnough() {
        String token = Registry.token(administrator, "registry:catalog:*");
        routes().forEach((route, rule) -> assertThat(
                        send(Registry.bearer(token), route).statusCode())
                .as(route)
                .isEqualTo(401));
    }

    @Test
    void limitedAccessTokenIsNotEnough() {
        String token = Registry.as(administrator)
                .contentType(ContentType.JSON)
                .body(Map.of("label", "ci", "actions", List.of("pull", "push")))
                .post("/api/v1/account/tokens")
                .then()
                .statusCode(201)
                .extract()
                .path("secret");
        routes().forEach((route, rule) -> assertThat(
                        send(Registry.bearer(token), route).statusCode())
                .as(route)
                .isEqualTo(403));
    }

    @Test
    void strangersSeeNoOrganizationAndManageNothing() {
        routes().forEach((route, rule) -> {
            int status = send(Registry.as(stranger), route).statusCode();
            switch (rule) {
                case "self" -> assertThat(status).as(route).isNotIn(401, 500);
                case "member", "owner" -> {
                    assertThat(status).as(route).isEqualTo(404);
                    String elsewhere = route.replace("{org}", "missing").replace("{robot}", "missing+ci");
                    assertThat(seen(send(Registry.as(stranger), route)))
                            .as(route)
                            .isEqualTo(seen(send(Registry.as(stranger), elsewhere)));
                }
                default -> assertThat(status).as(route).isEqualTo(403);
            }
        });
    }

    @Test
    void membersLookAndOwnersManage() {
        routes().forEach((route, rule) -> {
            int asMember = send(Registry.as(member), route).statusCode();
            int asOwner = send(Registry.as(owner), route).statusCode();
            switch (rule) {
                case "member" -> {
                    assertThat(REFUSED).as(route).doesNotContain(asMember, asOwner);
                }
                case "owner" -> {
                    assertThat(asMember).as(route).isEqualTo(403);
                    assertThat(REFUSED).as(route).doesNotContain(asOwner);
                }
                case "auditor", "administrator" -> {
                    assertThat(List.of(asMember, asOwner)).as(route).containsOnly(403);
                }
                default -> {}
            }
        });
    }

    @Test
    void auditorsLookAndChangeNothing() {
        routes().forEach((route, rule) -> {
            int status = send(Registry.as(auditor), route).statusCode();
            switch (rule) {
                case "administrator", "owner" -> assertThat(status).as(route).isEqualTo(403);
                case "auditor", "member" -> assertThat(REFUSED).as(route).doesNotContain(status);
                default -> {}
            }
        });
    }

    @Test
    void administratorsMayCallEverythingAndNothingFails() {
        routes().forEach((route, rule) -> {
            int status = send(Registry.as(administrator), route).statusCode();
            assertThat(status).as(route).isNotIn(401, 500);
            if (!rule.equals("self")) {
                assertThat(status).as(route).isNotEqualTo(403);
            }
        });
    }

    @Test
    void emptyBodyIsTheSendersMistake() {
        routes().forEach((route, rule) -> {
            String[] parts = route.split(" ", 2);
            if (!parts[0].equals("GET") && !parts[0].equals("DELETE")) {
                Response answer =
                        Registry.as(administrator).contentType(ContentType.JSON).request(parts[0], path(parts[1]));
                assertThat(answer.statusCode()).as(route).isNotIn(401, 500);
            }
        });
    }

    @Test
    void whoIsNotActiveIsNobody() {
        accounts.setActive(Accounts.SYSTEM, owner.name(), false);
        assertThat(send(Registry.as(owner), "GET /api/v1/account").statusCode()).isEqualTo(401);
    }

    private static Map<String, String> routes() {
        Map<String, String> routes = new TreeMap<>();
        EndpointMatrixTest.TABLE.forEach((route, rule) -> {
            if (route.contains(" /api/") && RULES.contains(rule)) {
                routes.put(route, rule);
            }
        });
        return routes;
    }

    private Response send(RequestSpecification request, String route) {
        String[] parts = route.split(" ", 2);
        RequestSpecification sent = request.urlEncodingEnabled(false);
        boolean hasBody = !parts[0].equals("GET") && !parts[0].equals("DELETE");
        return (hasBody ? sent.contentType(ContentType.JSON).body("{}") : sent).request(parts[0], path(parts[1]));
    }

    private String path(String template) {
        return template.replace("{name: \\G.+}", org + "/web")
                .replace("{org}", org)
                .replace("{robot}", org + "+nobody")
                .replace("{id}", "999999")
                .replaceAll("\\{[a-z]+}", "nobody-there");
    }

    private static String seen(Response answer) {
        return answer.statusCode() + answer.path("detail").toString();
    }
}
