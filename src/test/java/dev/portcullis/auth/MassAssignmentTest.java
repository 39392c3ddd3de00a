package dev.portcullis.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.portcullis.access.Accounts;
import dev.portcullis.access.Caller;
import dev.portcullis.access.Organizations;
import dev.portcullis.access.Rights;
import dev.portcullis.access.Robots;
import dev.portcullis.access.Teams;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * CVE-2019-16097: nobody becomes what a body says beside what it may say. Each body of the management API, found by
 * reflection, is given each column that there is, and what others call the dangerous ones.
 */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class MassAssignmentTest {
    private static final List<String> DANGEROUS = List.of(
            "admin",
            "isAdmin",
            "has_admin_role",
            "superuser",
            "roles",
            "isOwner",
            "accountId",
            "userId",
            "createdBy",
            "passwordHash",
            "salt",
            "hash",
            "verified",
            "builtIn",
            "@type",
            "class",
            "__proto__");

    @Inject
    EndpointRules rules;

    @Inject
    ObjectMapper json;

    @Inject
    Accounts accounts;

    @Inject
    Organizations organizations;

    @Inject
    Teams teams;

    @Inject
    Rights rights;

    @Inject
    Jdbi jdbi;

    private Caller.SignedIn administrator = new Caller.SignedIn(0, "");

    @BeforeEach
    void administrator() {
        administrator = rights.user("mass");
        accounts.setAdministrator(Accounts.SYSTEM, administrator.name(), true);
    }

    @Test
    void noBodyTakesAFieldThatItDoesNotName() throws JsonProcessingException {
        Set<Class<?>> bodies = rules.all().keySet().stream()
                .flatMap(method -> Arrays.stream(method.getParameterTypes()))
                .filter(Class::isRecord)
                .filter(type -> type.getPackageName().startsWith("dev.portcullis"))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        assertThat(bodies).hasSizeGreaterThan(20);
        bodies.add(Robots.Permission.class);
        Set<String> fields = foreignFields();
        assertThat(fields).hasSizeGreaterThan(100).contains("password_hash", "passwordHash", "administrator");
        for (Class<?> body : bodies) {
            // A permission must name its actions.
            String needed = body == Robots.Permission.class ? "\"actions\":[]" : "";
            json.readValue("{" + needed + "}", body);
            String more = needed.isEmpty() ? "" : "," + needed;
            Set<String> own = Arrays.stream(body.getRecordComponents())
                    .map(RecordComponent::getName)
                    .collect(Collectors.toSet());
            for (String field : fields) {
                if (!own.contains(field)) {
                    assertThatThrownBy(() -> json.readValue("{\"" + field + "\":null" + more + "}", body))
                            .as("%s of %s", field, body.getName())
                            .isInstanceOf(UnrecognizedPropertyException.class);
                }
            }
        }
    }

    @Test
    void everyRouteWithABodyRefusesSuchAField() {
        String org = rights.fresh("mass");
        organizations.create(Accounts.SYSTEM, org, null);
        teams.create(Accounts.SYSTEM, org, "crew");
        long before = rows();
        List<String> answers = new ArrayList<>();
        for (String route : EndpointMatrixTest.TABLE.keySet()) {
            String[] parts = route.split(" ", 2);
            if (parts[1].startsWith("/api/") && takesABody(parts[1], parts[0])) {
                String path = parts[1].replace("{name: \\G.+}", "no/where")
                        .replace("{id}", "1")
                        .replace("{org}", org)
                        .replace("{team}", "crew")
                        .replaceAll("\\{[a-z]+}", "nobody-there");
                answers.add(Registry.as(administrator)
                                .urlEncodingEnabled(false)
                                .contentType(ContentType.JSON)
                                .body("{\"passwordHash\":\"x\"}")
                                .request(parts[0], path)
                                .statusCode()
                        + " " + route);
            }
        }
        assertThat(answers).hasSizeGreaterThan(20).allMatch(answer -> answer.startsWith("400 "));
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void nobodyIsMadeWithMoreThanWasAskedFor() {
        for (String more : List.of(
                "\"auditor\":true",
                "\"id\":1",
                "\"passwordHash\":\"x\"",
                "\"kind\":\"robot\"",
                "\"credentialStamp\":7")) {
            String name = rights.fresh("made");
            assertThat(Registry.as(administrator)
                            .contentType(ContentType.JSON)
                            .body("{\"name\":\"" + name + "\",\"password\":\"" + Rights.PASSWORD + "\"," + more + "}")
                            .post("/api/v1/accounts")
                            .statusCode())
                    .as(more)
                    .isEqualTo(400);
            assertThat(made(name)).as(more).isZero();
        }
        Caller.SignedIn user = rights.user("plain");
        for (String more :
                List.of("\"account\":\"" + administrator.name() + "\"", "\"accountId\":1", "\"active\":false")) {
            assertThat(Registry.as(user)
                            .contentType(ContentType.JSON)
                            .body("{\"label\":\"x\"," + more + "}")
                            .post("/api/v1/account/tokens")
                            .statusCode())
                    .as(more)
                    .isEqualTo(400);
        }
    }

    private long made(String name) {
        return jdbi.withHandle(h -> h.select("select count(*) from account where name = ?", name)
                .mapTo(Long.class)
                .one());
    }

    private long rows() {
        return jdbi.withHandle(h -> h.select("""
                        select (select count(*) from account) + (select count(*) from repository)
                            + (select count(*) from access_token) + (select count(*) from role)
                            + (select count(*) from identity_source) + (select count(*) from robot)""").mapTo(Long.class).one());
    }

    /** Every column, as it is and as JSON would write it. */
    private Set<String> foreignFields() {
        Set<String> all = new LinkedHashSet<>(DANGEROUS);
        jdbi.useHandle(h -> h.select("select distinct column_name from information_schema.columns"
                        + " where table_schema = current_schema()")
                .mapTo(String.class)
                .forEach(column -> {
                    all.add(column);
                    all.add(Pattern.compile("_([a-z])")
                            .matcher(column)
                            .replaceAll(letter -> letter.group(1).toUpperCase(java.util.Locale.ROOT)));
                }));
        return all;
    }

    private boolean takesABody(String path, String verb) {
        for (Method method : rules.all().keySet()) {
            if (EndpointMatrixTest.route(method).equals(verb + " " + path)) {
                return Arrays.stream(method.getParameterTypes()).anyMatch(Class::isRecord);
            }
        }
        return false;
    }
}
