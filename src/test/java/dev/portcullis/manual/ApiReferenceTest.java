package dev.portcullis.manual;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.access.Accounts;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** {@code docs/reference/api.md} is the OpenAPI document of the management API, as a page. */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class ApiReferenceTest {
    private static final String PASSWORD = "correct-horse-battery-9";
    private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");

    @Inject
    Accounts accounts;

    @Test
    void thePageIsTheDocument() throws JsonProcessingException {
        accounts.createUser(Accounts.SYSTEM, "reference", PASSWORD, true);
        String document = given().auth()
                .preemptive()
                .basic("reference", PASSWORD)
                .queryParam("format", "json")
                .get("/api/v1/openapi")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        String page = page(new ObjectMapper().readTree(document));
        assertThat(page.lines().count()).isGreaterThan(100);
        Reference.holds("api.md", page);
    }

    private static String page(JsonNode document) {
        Map<String, List<String>> groups = new TreeMap<>();
        document.path("paths")
                .properties()
                .forEach(path -> METHODS.stream()
                        .filter(method -> path.getValue().has(method))
                        .forEach(method -> {
                            JsonNode operation = path.getValue().path(method);
                            String group = operation.at("/tags/0").asText().replaceFirst(" Resource$", "");
                            groups.computeIfAbsent(group, any -> new ArrayList<>())
                                    .add(row(document, method, path.getKey(), operation));
                        }));
        StringBuilder page = new StringBuilder("""
                # API reference

                Written from the OpenAPI document that a running server gives at `/api/v1/openapi` (`?format=json`). Sign in with
                name and password, or with an access token for everything in the password's place. What is shared by all calls,
                such as pages by `after` and the form of errors, is told in [access.md](../access.md); each error has its
                section in [errors.md](../errors.md).
                """);
        groups.forEach((group, rows) -> {
            page.append("\n## ").append(group).append("\n\n| call | in the query | in the body |\n|---|---|---|\n");
            rows.forEach(page::append);
        });
        return page.toString();
    }

    private static String row(JsonNode document, String method, String path, JsonNode operation) {
        List<String> query = new ArrayList<>();
        operation.path("parameters").forEach(parameter -> {
            if (parameter.path("in").asText().equals("query")) {
                query.add("`" + parameter.path("name").asText() + "`");
            }
        });
        return "| `%s %s` | %s | %s |\n"
                .formatted(
                        method.toUpperCase(java.util.Locale.ROOT),
                        path,
                        String.join(", ", query),
                        String.join(", ", body(document, operation)));
    }

    private static List<String> body(JsonNode document, JsonNode operation) {
        JsonNode schema = operation.at("/requestBody/content/application~1json/schema");
        if (schema.has("$ref")) {
            schema = document.at(schema.path("$ref").asText().substring(1));
        }
        List<String> fields = new ArrayList<>();
        schema.path("properties").fieldNames().forEachRemaining(name -> fields.add("`" + name + "`"));
        return fields;
    }
}
