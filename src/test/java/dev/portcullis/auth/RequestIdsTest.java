package dev.portcullis.auth;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whoever answers a request, the answer names it. */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class RequestIdsTest {

    @Test
    void everyAnswerHasOneIdOfItsOwn() {
        Set<String> seen = new HashSet<>();
        List<String> paths = List.of(
                "/v2/",
                "/v2/nobody/nothing/manifests/1",
                "/api/v1/account",
                "/api/v1/nothing",
                "/_ping",
                "/health/ready",
                "/metrics",
                "/login",
                "/nowhere",
                "/nowhere/at/all.css");
        for (String path : paths) {
            List<String> ids = given().redirects()
                    .follow(false)
                    .header("X-Request-Id", "chosen-by-client")
                    .get(path)
                    .headers()
                    .getValues("X-Request-Id");
            assertThat(ids).as(path).hasSize(1);
            assertThat(ids.getFirst()).as(path).matches("[0-9a-f]{20}");
            seen.addAll(ids);
        }
        assertThat(seen).hasSameSizeAs(paths);
    }
}
