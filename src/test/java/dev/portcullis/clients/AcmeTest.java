package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.testing.Ports;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** A certificate from a real ACME server, pebble, which proves the host at the registry's own http port. */
@TestInstance(Lifecycle.PER_CLASS)
class AcmeTest {
    @TempDir
    static Path folder;

    private RegistryServer server;
    private int https;
    private int directory;
    private Process pebble;

    @BeforeAll
    void start() throws Exception {
        https = Ports.free();
        directory = Ports.free();
        server = RegistryServer.startTogether(
                        List.of("acme"),
                        Map.of(
                                "PORTCULLIS_HTTPS_PORT",
                                String.valueOf(https),
                                "PORTCULLIS_EGRESS_ALLOW",
                                "localhost:" + directory))
                .getFirst();
        Shell.in(folder)
                .run(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "rsa:2048",
                        "-nodes",
                        "-days",
                        "2",
                        "-subj",
                        "/CN=localhost",
                        "-addext",
                        "subjectAltName=DNS:localhost",
                        "-keyout",
                        "acme.key",
                        "-out",
                        "acme.pem")
                .succeeds();
        Files.writeString(folder.resolve("pebble.json"), """
                {"pebble": {"listenAddress": "127.0.0.1:%d", "managementListenAddress": "127.0.0.1:%d",
                "certificate": "acme.pem", "privateKey": "acme.key", "httpPort": %d, "tlsPort": %d,
                "profiles": {"default": {"description": "for tests", "validityPeriod": 7776000}}}}""".formatted(directory, Ports.free(), server.port(), https));
        ProcessBuilder builder = new ProcessBuilder(Tools.tool("pebble").toString(), "-config", "pebble.json")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("pebble.log").toFile());
        builder.environment().put("PEBBLE_VA_NOSLEEP", "1");
        pebble = builder.start();
        awaitPebble();
    }

    private void awaitPebble() throws IOException, InterruptedException {
        for (int i = 0; i < 100 && !log().contains("Listening on"); i++) {
            assertThat(pebble.isAlive()).as(this::log).isTrue();
            Thread.sleep(100);
        }
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("pebble.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    @AfterAll
    void stop() throws Exception {
        pebble.destroy();
        pebble.waitFor(10, TimeUnit.SECONDS);
        server.stop();
        server.discard();
    }

    private HttpResponse<String> order(String host, boolean agreed) throws IOException {
        String ca = Files.readString(folder.resolve("acme.pem")).replace("\n", "\\n");
        return Api.as(server.port(), "admin", server.adminPassword)
                .send(
                        "POST",
                        "/api/v1/tls/acme",
                        "{\"directory\":\"https://localhost:" + directory
                                + "/dir\",\"email\":\"ops@example.com\",\"agreed\":" + agreed + ",\"ca\":\"" + ca
                                + "\",\"hosts\":[\"" + host + "\"]}");
    }

    @Test
    void aCertificateIsOrderedProvedAndShown() throws Exception {
        HttpResponse<String> refused = order("localhost", false);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("terms of service");

        HttpResponse<String> made = order("localhost", true);
        assertThat(made.statusCode()).as(made.body() + log()).isEqualTo(200);
        assertThat(made.body()).contains("\"origin\":\"ACME\"", "Pebble Intermediate CA", "\"hosts\":[\"localhost\"]");
        Shell.in(folder)
                .run("openssl", "s_client", "-connect", "localhost:" + https, "-showcerts")
                .says("Pebble Intermediate CA");

        HttpResponse<String> again = order("localhost", true);
        assertThat(again.statusCode()).as("with the same account").isEqualTo(200);

        HttpResponse<String> unproved = order("nobody.invalid", true);
        assertThat(unproved.statusCode()).isEqualTo(400);
        assertThat(unproved.body()).contains("could not prove", "/.well-known/acme-challenge/");
        assertThat(Api.as(server.port(), "admin", server.adminPassword)
                        .get("/api/v1/tls")
                        .body())
                .as("what was shown goes on")
                .contains("\"hosts\":[\"localhost\"]");
    }
}
