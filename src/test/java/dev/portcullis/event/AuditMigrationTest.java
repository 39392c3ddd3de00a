package dev.portcullis.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.testing.TestPostgres;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** The log of a registry that was there before it became one. */
class AuditMigrationTest {
    @Test
    void eventsFromBeforeAreKeptInOrderAndSealed() {
        TestPostgres.Database database = TestPostgres.emptyDatabase();
        migrate(database, "2");
        database.jdbi().useHandle(h -> h.execute("""
                insert into event (at, kind, account, repository, reference, digest, detail)
                select now() - n * interval '20 days', 'manifest.pushed', 'ana', 'acme/web', 't' || n, 'sha256:' || n,
                    case when n = 2 then 'because' end
                from generate_series(1, 9) n"""));
        List<String> before = rows(database);

        migrate(database, "latest");

        assertThat(rows(database)).isEqualTo(before).hasSize(9);
        AuditWorld world = new AuditWorld(database);
        assertThat(world.event("user.created", "eve")).isEqualTo(10);
        world.sealer.seal();
        AuditVerifier.Report report = world.verifier.verify(null, _ -> {});
        assertThat(report.findings()).isEmpty();
        assertThat(report.events()).isEqualTo(10);
        int astray = world.jdbi.withHandle(h ->
                h.select("select count(*) from event_default").mapTo(int.class).one());
        assertThat(astray).isZero();
    }

    private static void migrate(TestPostgres.Database database, String target) {
        Flyway.configure()
                .dataSource(database.url(), database.user(), database.password())
                .target(target)
                .load()
                .migrate();
    }

    private static List<String> rows(TestPostgres.Database database) {
        return database.jdbi()
                .withHandle(h -> h.select("select id || ' ' || at || ' ' || kind || ' ' || account || ' ' || repository"
                                + " || ' ' || reference || ' ' || digest || ' ' || coalesce(detail, '-') from event"
                                + " order by id")
                        .mapTo(String.class)
                        .list());
    }
}
