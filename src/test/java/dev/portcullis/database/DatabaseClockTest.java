package dev.portcullis.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** The time that stored times are compared with: the database's, whatever the clock of the node says. */
class DatabaseClockTest {
    private final Jdbi jdbi = TestPostgres.migratedDatabase().jdbi();

    @Test
    void itIsNeverBehindTheDatabasesAndHardlyAhead() {
        Epochs epochs = new Epochs(jdbi);
        for (int i = 0; i < 200; i++) {
            Instant before = database();
            Instant told = epochs.now();
            Instant after = database();
            assertThat(told).isAfterOrEqualTo(before).isBefore(after.plusSeconds(1));
        }
    }

    @Test
    void itFollowsTheDatabasesClockAndNotOurs() {
        Epochs epochs = new Epochs(jdbi);
        // A schema that is searched before the system's shows a database whose clock is 30 s ahead of this process's.
        jdbi.useHandle(h -> {
            h.execute("create schema ahead");
            h.execute("create function ahead.clock_timestamp() returns timestamptz language sql"
                    + " as 'select pg_catalog.clock_timestamp() + interval ''30 seconds'''");
            h.execute("do $$ begin execute format('alter database %I set search_path = ahead, pg_catalog, public',"
                    + " current_database()); end $$");
        });

        epochs.ask();

        assertThat(Duration.between(Instant.now(), epochs.now())).isGreaterThan(Duration.ofSeconds(29));
    }

    private Instant database() {
        return jdbi.withHandle(
                h -> h.select("select clock_timestamp()").mapTo(Instant.class).one());
    }
}
