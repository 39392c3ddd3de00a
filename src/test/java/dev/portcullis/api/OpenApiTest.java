package dev.portcullis.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The management API describes all of itself, and nothing else. */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class OpenApiTest {
    @Test
    void theDescriptionNamesTheEndpoints() {
        Map<String, Object> paths = given().queryParam("format", "JSON")
                .get("/api/v1/openapi")
                .then()
                .statusCode(200)
                .extract()
                .path("paths");
        assertThat(paths.keySet()).allMatch(path -> path.startsWith("/api/v1/"));
        assertThat(paths)
                .containsKeys(
                        "/api/v1/accounts",
                        "/api/v1/account/tokens",
                        "/api/v1/robots/{robot}",
                        "/api/v1/audit",
                        "/api/v1/organizations/{org}/teams");
    }
}
