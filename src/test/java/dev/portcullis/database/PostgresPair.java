package dev.portcullis.database;

import dev.portcullis.testing.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** A PostgreSQL and its synchronous standby by streaming replication, as an operator has them for fail-over. */
public final class PostgresPair implements AutoCloseable {
    private static final String NAME = "portcullis";
    private static final int MOST_CONNECTIONS = 60;

    private final String password = "a password of the tests";
    private final PostgresBinaries binaries;
    private final Server first;
    private final Server second;

    /** One of the two. */
    private record Server(Path data, int port, PostgresPrograms programs) {
        Connection connect(String database, String user, String password) throws SQLException {
            return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + database, user, password);
        }
    }

    /** Makes and starts both below the folder. */
    public PostgresPair(Path folder) throws IOException {
        binaries = PostgresBinaries.below(folder.resolve("programs"));
        first = server(folder, "first");
        second = server(folder, "second");
        Path file = folder.resolve("password");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, password);
        first.programs.initialise(first.data, file);
        new PostgresConfiguration(true, MOST_CONNECTIONS).write(first.data);
        first.programs.start(first.port);
        ask(first, "postgres", "create role " + NAME + " login password '" + password + "'");
        ask(first, "postgres", "create database " + NAME + " owner " + NAME);
        first.programs.stop();
        copy(first.data, second.data);
        Files.createFile(second.data.resolve("standby.signal"));
        set(
                second,
                "primary_conninfo = 'host=127.0.0.1 port=" + first.port + " user=" + PostgresSetup.SUPERUSER
                        + " password=''" + password + "'' application_name=standby'");
        set(first, "synchronous_standby_names = 'standby'");
        first.programs.start(first.port);
        second.programs.start(second.port);
        while (!"sync".equals(read(first, "select coalesce(max(sync_state), '') from pg_stat_replication"))) {
            pause();
        }
    }

    private Server server(Path folder, String name) {
        Path data = folder.resolve(name);
        return new Server(data, Ports.free(), new PostgresPrograms(binaries, data, folder.resolve(name + ".log")));
    }

    private static void set(Server server, String line) throws IOException {
        Files.writeString(
                server.data.resolve("postgresql.auto.conf"),
                line + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path one : all.toList()) {
                Path there = to.resolve(from.relativize(one).toString());
                if (Files.isDirectory(one)) {
                    Files.createDirectory(
                            there, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                } else {
                    Files.copy(one, there);
                }
            }
        }
    }

    /** Both hosts, and the one of them that takes writes. */
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + first.port + ",127.0.0.1:" + second.port + "/" + NAME
                + "?targetServerType=primary";
    }

    /** Whose tables they are. */
    public String user() {
        return NAME;
    }

    /** Of {@link #user}. */
    public String password() {
        return password;
    }

    /** The first one ends as when its machine dies. */
    public void killFirst() throws IOException {
        find(first).ifPresent(PostgresPair::kill);
    }

    private static void kill(ProcessHandle postmaster) {
        List<ProcessHandle> all = new ArrayList<>(List.of(postmaster));
        all.addAll(postmaster.descendants().toList());
        all.forEach(ProcessHandle::destroyForcibly);
    }

    /** The first one and all its processes stand still, or go on. */
    public void freezeFirst(boolean frozen) throws IOException, InterruptedException {
        ProcessHandle postmaster = find(first).orElseThrow();
        List<String> command = new ArrayList<>(List.of("kill", frozen ? "-STOP" : "-CONT"));
        Stream.concat(Stream.of(postmaster), postmaster.descendants())
                .forEach(one -> command.add(Long.toString(one.pid())));
        new ProcessBuilder(command).start().waitFor();
    }

    /** Empty where it has died. */
    private static Optional<ProcessHandle> find(Server server) throws IOException {
        long pid = Long.parseLong(Files.readAllLines(server.data.resolve("postmaster.pid"))
                .getFirst()
                .strip());
        return ProcessHandle.of(pid);
    }

    /** The second one takes writes from the return on, and waits for no standby. */
    public void promoteSecond() {
        ask(second, "postgres", "alter system set synchronous_standby_names = ''");
        ask(second, "postgres", "select pg_promote(true, 60)");
        ask(second, "postgres", "select pg_reload_conf()");
    }

    /** The first one takes no writes any more, as an old primary that a fail-over manager has fenced off. */
    public void firstIsReadOnly() {
        ask(first, "postgres", "alter system set default_transaction_read_only = on");
        ask(first, "postgres", "select pg_reload_conf()");
    }

    /** How many connections the registry has at the first one. */
    public int connectionsToFirst() {
        return Integer.parseInt(
                read(first, "select count(*)::text from pg_stat_activity where usename = '" + NAME + "'"));
    }

    private void ask(Server server, String database, String statement) {
        try (Connection connection = server.connect(database, PostgresSetup.SUPERUSER, password);
                Statement one = connection.createStatement()) {
            one.execute(statement);
        } catch (SQLException e) {
            throw new AssertionError(statement, e);
        }
    }

    private String read(Server server, String query) {
        try (Connection connection = server.connect("postgres", PostgresSetup.SUPERUSER, password);
                Statement one = connection.createStatement();
                ResultSet row = one.executeQuery(query)) {
            row.next();
            return Objects.requireNonNullElse(row.getString(1), "");
        } catch (SQLException e) {
            throw new AssertionError(query, e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        for (Server server : List.of(second, first)) {
            if (Files.exists(server.data.resolve("postmaster.pid"))) {
                find(server).ifPresent(PostgresPair::kill);
            }
        }
    }
}
