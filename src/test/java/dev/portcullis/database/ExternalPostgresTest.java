package dev.portcullis.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.error.CannotStartException;
import dev.portcullis.testing.Ports;
import dev.portcullis.testing.TestPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExternalPostgresTest {
    private final List<String> said = new ArrayList<>();

    @Test
    void goesOnAtOnceWhenTheServerAnswers() {
        TestPostgres.Database database = TestPostgres.emptyDatabase();

        ExternalPostgres.await(address(database, database.password()), said::add);

        assertThat(said).isEmpty();
    }

    @Test
    void waitsForAServerThatIsNotThereYetAndSaysSo() throws Exception {
        DatabaseAddress nobody = new DatabaseAddress("jdbc:postgresql://127.0.0.1:" + Ports.free() + "/x", "x", "x");

        assertThatThrownBy(() -> ExternalPostgres.await(nobody, Duration.ofSeconds(1), said::add))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining("cannot be used");
        assertThat(said).isNotEmpty().allMatch(line -> line.startsWith("Waiting for PostgreSQL"));
    }

    @Test
    void doesNotWaitForAWrongPasswordToBecomeRight() {
        TestPostgres.Database database = TestPostgres.emptyDatabase();

        assertThatThrownBy(() -> ExternalPostgres.await(address(database, "wrong"), said::add))
                .hasMessageContaining("password authentication failed");
        assertThat(said).isEmpty();
    }

    @Test
    void refusesAnOldServer() {
        assertThatThrownBy(() -> ExternalPostgres.refuseOld(13)).hasMessageContaining("14 or newer");
        ExternalPostgres.refuseOld(14);
    }

    @Test
    void tellsAWrongKindOfAddress() {
        DatabaseAddress mysql = new DatabaseAddress("jdbc:mysql://127.0.0.1/x", "x", "x");

        assertThatThrownBy(() -> ExternalPostgres.await(mysql, said::add)).hasMessageContaining("jdbc:postgresql://");
    }

    private static DatabaseAddress address(TestPostgres.Database database, String password) {
        return new DatabaseAddress(database.url(), database.user(), password);
    }
}
