package dev.portcullis.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.access.Caller;
import dev.portcullis.access.Rights;
import dev.portcullis.database.Nodes;
import dev.portcullis.reference.RepositoryName;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** REL-43: whoever is told "not now" is told when. */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class RetryAfterTest {
    @Inject
    Rights rights;

    @Inject
    Nodes nodes;

    @Inject
    Jdbi jdbi;

    @AfterEach
    void theOtherNodeLeaves() throws InterruptedException {
        jdbi.useHandle(handle -> handle.execute("delete from node where address = 'elsewhere'"));
        await(true);
    }

    @Test
    void aNodeThatLostTouchSaysWhenToTryAgain() throws InterruptedException {
        Caller.SignedIn user = rights.user("retry");
        RepositoryName repository = rights.repository(user.name(), "app");
        jdbi.useTransaction(handle -> {
            handle.execute("delete from node");
            handle.execute("insert into node (id, address, version, alone_until)"
                    + " values (gen_random_uuid(), 'elsewhere', 'test', now() + interval '2 seconds')");
        });
        await(false);

        List<Response> answers = List.of(
                Registry.as(user).delete("/v2/" + repository + "/manifests/latest"),
                RestAssured.get("/_ping"),
                RestAssured.get("/health/ready"));

        for (Response answer : answers) {
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isEqualTo("2");
        }
    }

    private void await(boolean registered) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (nodes.registered() != registered && System.nanoTime() < end) {
            Thread.sleep(10);
        }
        assertThat(nodes.registered()).isEqualTo(registered);
    }
}
