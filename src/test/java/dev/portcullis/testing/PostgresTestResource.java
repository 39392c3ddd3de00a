package dev.portcullis.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/**
 * Gives a {@code @QuarkusTest} the shared PostgreSQL and a folder of its own for everything that is not a row:
 * {@code @QuarkusTestResource(PostgresTestResource.class)}.
 */
public final class PostgresTestResource implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
        TestPostgres.Database database = TestPostgres.emptyDatabase();
        return Map.of(
                "quarkus.datasource.jdbc.url", database.url(),
                "quarkus.datasource.username", database.user(),
                "quarkus.datasource.password", database.password(),
                // Tests fail to sign in more often than people do; those of the limits set their own.
                "portcullis.sign-in.failures-per-name-and-address", "1000",
                "portcullis.sign-in.failures-per-address", "100000",
                // Where the tests' own issuers and directories listen.
                "portcullis.egress.allow", "http://localhost",
                "portcullis.home", TestFolders.create("home").toString());
    }

    @Override
    public void stop() {
        // The server outlives the test: the next one uses it too.
    }
}
