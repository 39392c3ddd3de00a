package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.testing.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The contract of {@code bin/portcullis}: what other programs rely on when they start and stop it. */
class StartAndStopTest {
    private static final String LAUNCHER = System.getProperty("portcullis.launcher", "bin/portcullis");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path folder = Folders.fresh("start-and-stop");
    private final Path home = folder.resolve("home");
    private final Path log = folder.resolve("server.log");
    private final Shell shell = Shell.in(folder);
    private final int port;
    private final List<Process> started = new ArrayList<>();

    StartAndStopTest() throws IOException {
        port = Ports.free();
    }

    @AfterEach
    void stopAll() throws Exception {
        for (Process process : started) {
            if (process.isAlive()) {
                process.destroy();
                process.waitFor(60, TimeUnit.SECONDS);
            }
        }
        Folders.delete(folder);
    }

    @Test
    void theFirstStartSaysWhatToDoAndASignalEndsItWithZero() throws Exception {
        Process server = serve();

        assertThat(Files.readString(log))
                .contains("Portcullis serves on http://localhost:" + port)
                .containsPattern("http://localhost:" + port + "/setup/[A-Za-z0-9_-]{40,}")
                .contains("docker login localhost:" + port)
                .contains("docker push localhost:" + port)
                .contains("docker pull localhost:" + port);
        assertThat(get("/_ping").body()).isEqualTo("{\"Healthy\":true,\"Error\":\"\"}");
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
        assertThat(get("/metrics").body()).contains("jvm_memory_used_bytes");
        for (String closed : List.of("/q/health", "/q/metrics", "/quarkus", "/quarkus/health", "/q/dev-ui")) {
            assertThat(get(closed).statusCode()).as(closed).isEqualTo(404);
        }

        server.destroy();
        assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(server.exitValue()).isZero();
        assertThat(home.resolve("postgres/postmaster.pid")).doesNotExist();
    }

    @Test
    void aKilledServerStartsAgainAndVerbsWorkWithAndWithoutIt() throws Exception {
        Process first = serve();
        shell.runWith("a long secret", LAUNCHER, "user", "create", "ana", "--admin", "--password-stdin", "--home", home)
                .succeeds();
        first.destroyForcibly().waitFor();

        Process second = serve();
        assertThat(Files.readString(log)).contains("survived").doesNotContain("/setup/");
        verb("user", "list").succeeds().says("ana", "administrator");
        second.destroy();
        second.waitFor(60, TimeUnit.SECONDS);

        verb("user", "list", "--json").succeeds().says("\"name\":\"ana\"");
        verb("doctor").says("PostgreSQL 18");
        assertThat(home.resolve("postgres/postmaster.pid")).doesNotExist();
    }

    @Test
    void refusalsSayWhatToDo() throws Exception {
        Process server = serve();
        // Chosen after the start: the one behind the server's may be that of its database.
        int other = Ports.free();
        verb("serve", "--port", other).fails().says("already runs on", "(pid " + server.pid() + ")");
        shell.run(LAUNCHER, "serve", "--home", folder.resolve("other"), "--port", port)
                .fails()
                .says("Port " + port, "--port");
        shell.run(LAUNCHER, "serve", "--home", folder.resolve("other"), "--port", other, "--host", "0.0.0.0")
                .fails()
                .says("--insecure-http");
        shell.run(LAUNCHER, "user", "list", "--home", folder.resolve("none"))
                .fails()
                .says("There is no registry in", "portcullis serve");
        assertThat(shell.run(LAUNCHER, "serve", "--prot", "1").exit()).isEqualTo(2);
    }

    @Test
    void aRequestInFlightIsFinishedBeforeTheEnd() throws Exception {
        Path password = Files.writeString(folder.resolve("password"), "a long secret");
        Process server = serve("--admin-password-file", password.toString());
        byte[] blob = "what is pushed while the server is told to stop".getBytes(StandardCharsets.UTF_8);
        String head =
                "POST /v2/admin/last/blobs/uploads/?digest=" + Sha256.of(blob) + " HTTP/1.1\r\nHost: localhost\r\n"
                        + "Authorization: Basic "
                        + Base64.getEncoder().encodeToString("admin:a long secret".getBytes(StandardCharsets.UTF_8))
                        + "\r\nContent-Type: application/octet-stream\r\nContent-Length: " + blob.length + "\r\n\r\n";

        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().write(blob, 0, 10);
            Thread.sleep(500);
            server.destroy();
            awaitNotReady();
            assertThat(get("/_ping").headers().firstValue("connection"))
                    .as("clients are sent to other servers")
                    .contains("close");
            Thread.sleep(2000);
            socket.getOutputStream().write(blob, 10, blob.length - 10);

            byte[] answer = socket.getInputStream().readNBytes(12);
            assertThat(new String(answer, StandardCharsets.UTF_8)).isEqualTo("HTTP/1.1 201");
        }
        assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(server.exitValue()).isZero();
    }

    @Test
    void versionIsToldWithoutAServer() {
        shell.run(LAUNCHER, "version").succeeds().says("portcullis 0.", "Java 25");
        shell.run(LAUNCHER, "version", "--json").succeeds().says("\"version\":\"0.");
    }

    private void awaitNotReady() throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (get("/health/ready").statusCode() == 200) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    private Shell.Outcome verb(Object... words) {
        return new Program(shell, List.of(LAUNCHER)).with(words).run("--home", home);
    }

    private Process serve(String... more) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(LAUNCHER, "serve", "--home", home.toString(), "--port", Integer.toString(port)));
        command.addAll(List.of(more));
        Process server = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        started.add(server);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.readString(log).contains("Stop it with")) {
            assertThat(server.isAlive() && System.nanoTime() < deadline)
                    .as(() -> tail())
                    .isTrue();
            Thread.sleep(100);
        }
        return server;
    }

    private String tail() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        // HTTP/2 has no header that closes a connection.
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
