package dev.portcullis.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.testing.PostgresTestResource;
import dev.portcullis.testing.TestPostgres;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class MigrationTest {
    private static final String LIBRARY =
            "select count(*) from account where name = 'library' and kind = 'organization'";

    @Inject
    Jdbi jdbi;

    @Test
    void startMigratesAnEmptyDatabase() {
        assertThat(libraries(jdbi)).isEqualTo(1);
    }

    @Test
    void databaseForPlainTestsHasTheTables() {
        assertThat(libraries(TestPostgres.migratedDatabase().jdbi())).isEqualTo(1);
    }

    private static int libraries(Jdbi database) {
        return database.withHandle(h -> h.createQuery(LIBRARY).mapTo(int.class).one());
    }
}
