package dev.portcullis.database;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs {@code initdb} and {@code pg_ctl}. PostgreSQL refuses to run as root; started by root it gets a user namespace
 * in which it is nobody, and still owns its files. pg_ctl makes the server a session of its own, so that an interrupt
 * typed at the terminal does not reach it.
 */
final class PostgresPrograms {
    /** Recovery after a crash replays at most max_wal_size; only a very slow disk comes near this. */
    private static final String START_SECONDS = "300";

    private static final String NOT_AS_ROOT = "\nPostgreSQL does not run as root, and here root may not make a user"
            + " namespace for it. Start Portcullis as an ordinary user, or name a PostgreSQL server with --db-url.";

    private static final int SHOWN_LINES = 8;

    private final PostgresBinaries binaries;
    private final Path data;
    private final Path log;

    PostgresPrograms(PostgresBinaries binaries, Path data, Path log) {
        this.binaries = binaries;
        this.data = data;
        this.log = log;
    }

    /** Makes a data directory with page checksums and one superuser, and syncs it. */
    void initialise(Path folder, Path passwordFile) throws IOException {
        OwnName.give(OwnName.PASSWD);
        run(
                "initdb",
                "-D",
                folder.toString(),
                "-U",
                PostgresSetup.SUPERUSER,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--data-checksums",
                "--encoding=UTF8",
                "--no-locale",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-instructions");
    }

    /** Starts the server and waits until it takes connections. */
    void start(int port) throws IOException {
        long before = Files.exists(log) ? Files.size(log) : 0;
        try {
            run(
                    "pg_ctl",
                    "start",
                    "-w",
                    "-t",
                    START_SECONDS,
                    "-D",
                    data.toString(),
                    "-l",
                    log.toString(),
                    "-o",
                    "-p " + port);
        } catch (IOException failure) {
            throw new IOException(failure.getMessage() + "\n" + logSince(before), failure);
        }
    }

    /** Stops the server, fast: open transactions are rolled back, everything committed is on disk. */
    void stop() throws IOException {
        run("pg_ctl", "stop", "-w", "-t", START_SECONDS, "-m", "fast", "-D", data.toString());
    }

    private void run(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        boolean root = Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        if (root) {
            command.addAll(List.of("unshare", "--user"));
        }
        command.add(binaries.program(program).toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        // Nothing of this process' environment belongs there: PGDATA would mislead it, a secret would be shown.
        String path = builder.environment().getOrDefault("PATH", "/usr/bin:/bin");
        builder.environment().clear();
        builder.environment().put("PATH", path);
        // A file and not a pipe: the server would keep a pipe open, and reading to its end would never end.
        File output = File.createTempFile("portcullis-", "." + program);
        try {
            Process process =
                    builder.redirectErrorStream(true).redirectOutput(output).start();
            if (process.waitFor() != 0) {
                String said = tail(Files.readString(output.toPath()));
                throw new IOException(program + ": " + said
                        + (root && said.startsWith("unshare: unshare failed") ? NOT_AS_ROOT : ""));
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(program + " was interrupted");
        } finally {
            Files.delete(output.toPath());
        }
    }

    private String logSince(long position) throws IOException {
        if (!Files.exists(log)) {
            return "";
        }
        byte[] all = Files.readAllBytes(log);
        int from = (int) Math.min(position, all.length);
        return tail(new String(all, from, all.length - from, StandardCharsets.UTF_8));
    }

    private static String tail(String text) {
        List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
    }
}
