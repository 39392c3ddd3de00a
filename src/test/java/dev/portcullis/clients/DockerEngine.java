package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** A Docker Engine of its own: no network bridge, no firewall rule, its own folders and socket. */
final class DockerEngine implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(1);

    /** Short, because the path of a socket may have 108 characters only. */
    private final Path runtime;

    private final Path log;
    private final Process process;

    private DockerEngine() throws IOException {
        Path folder = Folders.fresh("docker");
        runtime = Files.createTempDirectory("engine");
        log = folder.resolve("dockerd.log");
        process = new ProcessBuilder(
                        Tools.tool("dockerd").toString(),
                        "--bridge=none",
                        "--iptables=false",
                        "--ip-masq=false",
                        "--data-root",
                        folder.resolve("data").toString(),
                        "--exec-root",
                        runtime.resolve("exec").toString(),
                        "--pidfile",
                        runtime.resolve("docker.pid").toString(),
                        "-H",
                        host())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    static DockerEngine start() {
        assumeTrue("root".equals(System.getProperty("user.name")), "a Docker Engine starts for root only");
        try {
            DockerEngine engine = new DockerEngine();
            engine.awaitSocket();
            return engine;
        } catch (IOException e) {
            throw new AssertionError("the Docker Engine cannot start", e);
        }
    }

    /** What DOCKER_HOST has to be. */
    String host() {
        return "unix://" + runtime.resolve("docker.sock");
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // A container on the machine's own network leaves a mount here.
        Path network = runtime.resolve("exec/netns/default");
        if (Files.exists(network)) {
            Shell.in(runtime).run("umount", network);
        }
        Folders.delete(runtime);
    }

    private void awaitSocket() throws IOException {
        Instant end = Instant.now().plus(START);
        Shell shell = Shell.in(runtime).with("DOCKER_HOST", host());
        while (shell.run(Tools.tool("docker"), "version").exit() != 0) {
            assertThat(process.isAlive())
                    .as("the Docker Engine runs\n%s", Files.readString(log))
                    .isTrue();
            assertThat(Instant.now())
                    .as("the Docker Engine is ready\n%s", Files.readString(log))
                    .isBefore(end);
        }
    }
}
