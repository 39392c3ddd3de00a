package dev.portcullis.database;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.error.CannotStartException;
import dev.portcullis.testing.TestFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The real server, with every sync on. */
class EmbeddedPostgresTest {
    /** A home that has been started once: copying it takes a tenth of what making it does. */
    private static final Path MADE = TestFolders.create("made");

    private final Path home = TestFolders.create("embedded");
    private final List<String> said = new ArrayList<>();

    @BeforeAll
    static void makeAHome() {
        EmbeddedPostgres.start(MADE, _ -> {}).close();
    }

    @BeforeEach
    void copyTheHome() throws IOException {
        try (Stream<Path> all = Files.walk(MADE)) {
            for (Path path : all.skip(1).toList()) {
                Files.copy(path, home.resolve(MADE.relativize(path)), COPY_ATTRIBUTES, NOFOLLOW_LINKS);
            }
        }
    }

    @AfterEach
    void stopWhatIsLeft() throws IOException {
        Postmaster.of(home.resolve("postgres"))
                .flatMap(left -> ProcessHandle.of(left.pid()))
                .ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void settingsThatKeepDataAreOn() throws SQLException {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(home, said::add)) {
            for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes", "data_checksums")) {
                assertThat(ask(server.address(), "show " + setting)).as(setting).isEqualTo("on");
            }
        }
    }

    @Test
    void onlyThisMachineGetsInAndOnlyWithThePassword() throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(home, said::add)) {
            DatabaseAddress address = server.address();
            assertThat(ask(address, "show listen_addresses")).isEqualTo("127.0.0.1");
            // The fifth line names the folder of the socket, and the server's role may not ask for it.
            assertThat(Files.readAllLines(home.resolve("postgres/postmaster.pid"))
                            .get(4))
                    .isEmpty();
            assertThat(ask(address, "select rolsuper::text from pg_roles where rolname = current_user"))
                    .isEqualTo("false");
            for (String role : List.of("portcullis", "postgres")) {
                DatabaseAddress guessed = new DatabaseAddress(address.url(), role, "postgres");
                assertThatThrownBy(guessed::connect).hasMessageContaining("password authentication failed");
            }
        }
        assertThat(Files.getPosixFilePermissions(home.resolve("postgres.password")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void rowsAreThereAfterStopAndStart() throws SQLException {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(home, said::add)) {
            execute(server.address(), "create table kept as select 42 as value");
        }
        assertThat(Files.exists(home.resolve("postgres/postmaster.pid"))).isFalse();
        try (EmbeddedPostgres server = EmbeddedPostgres.start(home, said::add)) {
            assertThat(ask(server.address(), "select value::text from kept")).isEqualTo("42");
        }
    }

    @Test
    void goesOnWithTheServerThatSurvivedAKill() throws Exception {
        Process killed = startInAnotherJvm();
        long before = Postmaster.of(home.resolve("postgres")).orElseThrow().pid();
        killed.destroyForcibly().waitFor();

        try (EmbeddedPostgres server = EmbeddedPostgres.start(home, said::add)) {
            assertThat(said).anyMatch(line -> line.contains("survived"));
            assertThat(Postmaster.of(home.resolve("postgres")).orElseThrow().pid())
                    .isEqualTo(before);
            assertThat(ask(server.address(), "select value::text from kept")).isEqualTo("42");
        }
        assertThat(Postmaster.of(home.resolve("postgres"))).isEmpty();
    }

    @Test
    void startsAgainAfterServerAndProgramWereKilled() throws Exception {
        Process killed = startInAnotherJvm();
        Postmaster postmaster = Postmaster.of(home.resolve("postgres")).orElseThrow();
        killed.destroyForcibly().waitFor();
        ProcessHandle.of(postmaster.pid()).orElseThrow().destroyForcibly();
        waitUntilNothingWorksIn(home.resolve("postgres"));
        // After a restart of a container the old number belongs to some other process.
        Path pidFile = home.resolve("postgres/postmaster.pid");
        String ours = Long.toString(ProcessHandle.current().pid());
        Files.writeString(pidFile, Files.readString(pidFile).replaceFirst(Long.toString(postmaster.pid()), ours));

        try (EmbeddedPostgres server = EmbeddedPostgres.start(home, said::add)) {
            assertThat(ask(server.address(), "select value::text from kept")).isEqualTo("42");
        }
    }

    @Test
    void aServerThatEndsByItselfIsStartedAgainAtTheSameAddress() throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(home, said::add)) {
            execute(server.address(), "create table kept as select 42 as value");
            long before = Postmaster.of(home.resolve("postgres")).orElseThrow().pid();

            ProcessHandle postmaster = ProcessHandle.of(before).orElseThrow();
            postmaster.destroyForcibly();
            postmaster.onExit().get(60, TimeUnit.SECONDS);

            assertThat(askPatiently(server.address(), "select value::text from kept"))
                    .isEqualTo("42");
            assertThat(Postmaster.of(home.resolve("postgres")).orElseThrow().pid())
                    .isNotEqualTo(before);
        }
        assertThat(Postmaster.of(home.resolve("postgres"))).isEmpty();
    }

    @Test
    void aCommandLeavesTheServerToTheOneThatStillUsesIt() throws Exception {
        Process user = startInAnotherJvm();
        try (EmbeddedPostgres command = EmbeddedPostgres.start(home, said::add)) {
            assertThat(ask(command.address(), "select value::text from kept")).isEqualTo("42");
        }
        assertThat(Postmaster.of(home.resolve("postgres"))).isPresent();
        user.destroyForcibly().waitFor();
    }

    @Test
    void refusesADirectoryOfAnotherMajorVersion() throws IOException {
        Files.writeString(home.resolve("postgres/PG_VERSION"), "17\n");

        assertThatThrownBy(() -> EmbeddedPostgres.start(home, said::add))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining("written by PostgreSQL 17")
                .hasMessageContaining("pg_dump");
    }

    @Test
    void anInitialisationCutOffHalfWayIsDoneAgain() throws Exception {
        Folders.delete(home.resolve("postgres"));
        Path half = Files.createDirectory(home.resolve("postgres.new-123"));
        Files.writeString(half.resolve("PG_VERSION"), "18\n");

        try (EmbeddedPostgres server = EmbeddedPostgres.start(home, said::add)) {
            assertThat(ask(server.address(), "select 1::text")).isEqualTo("1");
        }
        assertThat(half).doesNotExist();
    }

    @Test
    void refusesSettingsThatLoseData() throws Exception {
        Files.writeString(home.resolve("postgres/postgresql.auto.conf"), "fsync = off\n");

        assertThatThrownBy(() -> EmbeddedPostgres.start(home, said::add)).hasMessageContaining("fsync = off");
    }

    @Test
    void refusesDataWhosePasswordIsGone() throws IOException {
        Files.delete(home.resolve("postgres.password"));

        assertThatThrownBy(() -> EmbeddedPostgres.start(home, said::add)).hasMessageContaining("backup");
    }

    @Test
    void programsLeftIncompleteAreUnpackedAgain() throws IOException {
        PostgresBinaries first = PostgresBinaries.below(home.resolve("postgres-bin"));
        Files.writeString(first.program("postgres"), "");

        PostgresBinaries second = PostgresBinaries.below(home.resolve("postgres-bin"));

        assertThat(second).isEqualTo(first);
        assertThat(second.program("postgres")).isExecutable().isNotEmptyFile();
    }

    /** A process of its own, since only such a one can be killed; ends when this one does. */
    private Process startInAnotherJvm() throws IOException, InterruptedException {
        Path ready = home.resolve("ready");
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        EmbeddedPostgresUser.class.getName(),
                        home.toString())
                .inheritIO()
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!Files.exists(ready)) {
            assertThat(process.isAlive() && System.nanoTime() < deadline).isTrue();
            Thread.sleep(50);
        }
        return process;
    }

    private static void waitUntilNothingWorksIn(Path data) throws InterruptedException {
        while (Postmaster.anyWorksIn(data)) {
            Thread.sleep(50);
        }
    }

    private static String askPatiently(DatabaseAddress address, String query) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            try {
                return ask(address, query);
            } catch (SQLException notYet) {
                if (System.nanoTime() > deadline) {
                    throw notYet;
                }
                Thread.sleep(100);
            }
        }
    }

    private static String ask(DatabaseAddress address, String query) throws SQLException {
        try (Connection connection = address.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    private static void execute(DatabaseAddress address, String sql) throws SQLException {
        try (Connection connection = address.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
