package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.testing.Ports;
import dev.portcullis.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** REL-43: a program that is older than the tables does nothing to them, and says which one is needed. */
class NewerTablesTest {
    private static final String LAUNCHER = Path.of(System.getProperty("portcullis.launcher", "bin/portcullis"))
            .toAbsolutePath()
            .toString();

    private static Path folder = Path.of("none");

    @AfterAll
    static void delete() throws IOException {
        Folders.delete(folder);
    }

    @Test
    void neitherTheServerNorACommandTouchesTablesOfANewerRelease() throws Exception {
        folder = Folders.fresh("newer-tables");
        TestPostgres.Database database = TestPostgres.migratedDatabase();
        database.jdbi().useHandle(h -> h.execute("""
                insert into flyway_schema_history
                    (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
                select max(installed_rank) + 1, '9000', 'later', 'SQL', 'V9000__later.sql', 1, 'portcullis 9.1.0', 1, true
                from flyway_schema_history"""));
        Path password = Files.writeString(folder.resolve("password"), database.password());
        Path home = Files.createDirectories(folder.resolve("home"));
        Shell shell = Shell.in(folder)
                .with("PORTCULLIS_DB_URL", database.url())
                .with("PORTCULLIS_DB_USER", database.user())
                .with("PORTCULLIS_DB_PASSWORD_FILE", password.toString());

        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Future<Shell.Outcome>> outcomes = List.of(
                    threads.submit(() ->
                            shell.run("timeout", "20", LAUNCHER, "serve", "--home", home, "--port", Ports.free())),
                    threads.submit(() -> shell.run(LAUNCHER, "gc", "--home", home)),
                    threads.submit(() -> shell.run(LAUNCHER, "fsck", "--repair", "--home", home)),
                    threads.submit(() -> shell.run(LAUNCHER, "user", "list", "--home", home)));
            for (Future<Shell.Outcome> outcome : outcomes) {
                Shell.Outcome refusal = outcome.get();
                assertThat(refusal.exit()).as(refusal::toString).isEqualTo(1);
                refusal.says("version 9000", "nothing was changed", "Start portcullis 9.1.0", "restore the backup");
                assertThat(refusal.out()).doesNotContain("Portcullis serves on");
            }
        }
    }
}
