package dev.portcullis.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A real forward proxy that asks for a user and a password. */
public final class TinyProxy implements AutoCloseable {
    public static final String USER = "registry";
    public static final String PASSWORD = "let-me-out";

    private static final Path PROGRAM = Path.of("/usr/bin/tinyproxy");

    private final Path folder = TestFolders.create("tinyproxy");
    private final int port = Ports.free();
    private final Process process;

    /** Starts it. */
    public TinyProxy() {
        try {
            Path configuration = folder.resolve("tinyproxy.conf");
            Files.writeString(configuration, """
                    Port %d
                    Listen 127.0.0.1
                    Timeout 20
                    MaxClients 20
                    Allow 127.0.0.1
                    LogLevel Connect
                    LogFile "%s"
                    BasicAuth %s %s
                    """.formatted(port, log(), USER, PASSWORD));
            process = new ProcessBuilder(PROGRAM.toString(), "-d", "-c", configuration.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("output").toFile())
                    .start();
            Ports.await(port, process, Duration.ofSeconds(10), () -> "tinyproxy listens");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the Debian package is installed: {@code bin/verify} does that. */
    public static boolean isInstalled() {
        return Files.isExecutable(PROGRAM);
    }

    private Path log() {
        return folder.resolve("log");
    }

    /** {@code http://localhost:port}. */
    public String address() {
        return "http://localhost:" + port;
    }

    /** What it was asked for so far. */
    public List<String> asked() {
        try {
            return Files.readAllLines(log()).stream()
                    .filter(line -> line.contains("Request"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
