package dev.portcullis.database;

import dev.portcullis.error.CannotStartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The PostgreSQL that comes with Portcullis, in the folder {@code postgres} of its home.
 *
 * <p>It is a daemon of its own: it survives a kill of this process, and the next start goes on with it. Several
 * processes of one home (a server and a command) share it; the last one to leave stops it.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final String MAJOR = "18";
    private static final int ATTEMPTS_FOR_A_PORT = 5;

    private final Path home;
    private final Consumer<String> say;
    private final Path data;
    private final PostgresConfiguration configuration;
    private final PostgresBinaries binaries;
    private final PostgresPrograms programs;
    private final PostgresUsers users;
    private final DatabaseAddress address;
    private final PostgresKeeper keeper;

    /** Starts the server of this home, or goes on with one that runs; tells what it does, since that may take a while. */
    public static EmbeddedPostgres start(Path home, Consumer<String> say) {
        return start(home, PostgresConfiguration.DURABLE, say);
    }

    static EmbeddedPostgres start(Path home, PostgresConfiguration configuration, Consumer<String> say) {
        try {
            return new EmbeddedPostgres(home.toRealPath(), configuration, say);
        } catch (IOException failure) {
            throw new CannotStartException(
                    "The embedded PostgreSQL in " + home + " did not start: " + failure.getMessage(), failure);
        }
    }

    private EmbeddedPostgres(Path home, PostgresConfiguration configuration, Consumer<String> say) throws IOException {
        this.home = home;
        this.say = say;
        this.data = home.resolve("postgres");
        this.configuration = configuration;
        this.users = new PostgresUsers(home.resolve("postgres.lock"));
        try {
            this.binaries = PostgresBinaries.below(home.resolve("postgres-bin"));
            this.programs = new PostgresPrograms(binaries, data, home.resolve("postgres.log"));
            String password = password();
            if (!Files.exists(data)) {
                initialise();
            }
            refuseAnotherMajor();
            int port = goOnOrStart();
            this.address = new PostgresSetup(port, password).prepare(configuration);
            users.enter();
            this.keeper = new PostgresKeeper(kept(port));
        } catch (IOException | RuntimeException failure) {
            users.close();
            throw failure;
        }
    }

    private PostgresKeeper.Server kept(int port) {
        return new PostgresKeeper.Server() {
            @Override
            public boolean runs() throws IOException {
                return Postmaster.of(data).isPresent();
            }

            @Override
            public void startAgain() throws IOException {
                try (PostgresUsers.Change _ = users.change()) {
                    if (!runs()) {
                        clearStalePid();
                        programs.start(port); // those who use it know this port
                    }
                }
            }
        };
    }

    /** Where the program's tables are. */
    public DatabaseAddress address() {
        return address;
    }

    /** Stops the server unless another process still uses it. */
    @Override
    public void close() {
        keeper.close();
        try (users) {
            users.leave();
            if (users.none()) {
                programs.stop();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private int goOnOrStart() throws IOException {
        boolean changed = configuration.write(data);
        Optional<Postmaster> running = Postmaster.of(data);
        if (running.isPresent()) {
            boolean shared = !users.none();
            boolean current = !changed && running.get().runs(binaries.program("postgres"));
            if (!shared && current) {
                say.accept("Going on with the PostgreSQL that survived in " + data + " (pid "
                        + running.get().pid() + ").");
            }
            if (shared || current) {
                return running.get().port();
            }
            say.accept("Restarting the PostgreSQL of an earlier release in " + data + ".");
            programs.stop();
        } else if (!users.none()) {
            throw new CannotStartException("The PostgreSQL in " + data + " has just ended, and the process that uses it"
                    + " starts it again. Try again in a few seconds.");
        } else {
            clearStalePid();
        }
        binaries.deleteOthers();
        return startOnAFreePort();
    }

    /**
     * PostgreSQL refuses to start while the number in a left-over file belongs to any process at all, which after a
     * restart of a container it nearly always does.
     */
    private void clearStalePid() throws IOException {
        Path file = data.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return;
        }
        if (Postmaster.anyWorksIn(data)) {
            throw new CannotStartException("Processes of a PostgreSQL that was killed still end in " + data
                    + ". Wait a few seconds, then start again.");
        }
        Files.delete(file);
    }

    private int startOnAFreePort() throws IOException {
        for (int attempt = 1; ; attempt++) {
            int port = freePort();
            try {
                programs.start(port);
                return port;
            } catch (IOException failure) {
                if (attempt == ATTEMPTS_FOR_A_PORT || !failure.toString().contains("Address already in use")) {
                    throw failure;
                }
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The directory gets its name only when it is whole, so one left half-way by a crash is never taken for data. */
    private void initialise() throws IOException {
        deleteHalfMade();
        Path beside = Files.createTempDirectory(home, "postgres.new-");
        say.accept("Making a new PostgreSQL data directory in " + data + ".");
        programs.initialise(beside, home.resolve("postgres.password"));
        Files.move(beside, data, StandardCopyOption.ATOMIC_MOVE);
        Folders.sync(home);
    }

    private void deleteHalfMade() throws IOException {
        List<Path> left = new ArrayList<>(Folders.list(home));
        left.removeIf(path -> !path.getFileName().toString().startsWith("postgres.new-"));
        for (Path folder : left) {
            Folders.delete(folder);
        }
    }

    private void refuseAnotherMajor() throws IOException {
        Path version = data.resolve("PG_VERSION");
        if (!Files.exists(version)) {
            throw new CannotStartException(data + " is not a PostgreSQL data directory. If it holds nothing of value,"
                    + " move it away and start again; otherwise restore it from a backup.");
        }
        String major = Files.readString(version, StandardCharsets.UTF_8).strip();
        if (!major.equals(MAJOR)) {
            throw new CannotStartException(data + " was written by PostgreSQL " + major + ", and this release brings "
                    + MAJOR + ". Nothing was changed. Start the release of Portcullis that wrote it, dump its database"
                    + " with pg_dump, and restore the dump into a new home; or convert the directory with pg_upgrade.");
        }
    }

    private String password() throws IOException {
        Path file = home.resolve("postgres.password");
        if (!Files.exists(file)) {
            if (Files.exists(data)) {
                throw new CannotStartException(file + " is missing, and without it the data in " + data
                        + " cannot be opened. Restore that file from a backup.");
            }
            byte[] random = new byte[32];
            new SecureRandom().nextBytes(random);
            Folders.writeDurably(file, HexFormat.of().formatHex(random) + "\n");
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return Files.readString(file, StandardCharsets.UTF_8).strip();
    }
}
