package dev.portcullis.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.portcullis.testing.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * An emulator of Google Cloud Storage, with one bucket in its memory, and the address that gives tokens for the key of a
 * service account. The emulator looks at no token and no signature.
 */
final class FakeGcs implements AutoCloseable {
    static final String BUCKET = "registry";
    private static final Pattern NAME = Pattern.compile("\"name\": ?\"([^\"]+)\"");

    private final int port = Ports.free();
    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicInteger tokens = new AtomicInteger();
    private final HttpServer tokenServer;
    private final Process process;
    private final KeyPair keys;

    /** @param folder for its log */
    FakeGcs(Path folder) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        keys = generator.generateKeyPair();
        tokenServer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        tokenServer.createContext("/token", exchange -> {
            tokens.incrementAndGet();
            byte[] answer =
                    "{\"access_token\":\"of-the-tests\",\"expires_in\":3600,\"token_type\":\"Bearer\"}".getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        tokenServer.start();
        Path log = folder.resolve("gcs.log");
        process = new ProcessBuilder(
                        Tools.tool("fake-gcs-server").toString(),
                        "-scheme",
                        "http",
                        "-host",
                        "127.0.0.1",
                        "-port",
                        String.valueOf(port),
                        "-public-host",
                        "127.0.0.1:" + port,
                        "-backend",
                        "memory")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Ports.await(port, process, Duration.ofSeconds(60), log);
        HttpRequest bucket = HttpRequest.newBuilder(URI.create(endpoint() + "/storage/v1/b?project=tests"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"name\":\"" + BUCKET + "\"}"))
                .build();
        assertThat(http.send(bucket, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
    }

    int port() {
        return port;
    }

    String endpoint() {
        return "http://127.0.0.1:" + port;
    }

    /** How often somebody has asked for a token. */
    int tokens() {
        return tokens.get();
    }

    /** The key of a service account, as Google gives them. */
    String key() {
        String secret = Base64.getEncoder().encodeToString(keys.getPrivate().getEncoded());
        return """
                {
                  "type": "service_account",
                  "project_id": "tests",
                  "private_key_id": "1",
                  "private_key": "-----BEGIN PRIVATE KEY-----\\n%s\\n-----END PRIVATE KEY-----\\n",
                  "client_email": "registry@tests.example.com",
                  "client_id": "1",
                  "token_uri": "http://127.0.0.1:%d/token"
                }
                """.formatted(secret, tokenServer.getAddress().getPort());
    }

    /** All there is, asked past the store under test. */
    List<String> names() {
        try {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(endpoint() + "/storage/v1/b/" + BUCKET + "/o?fields=items(name)"))
                    .build();
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            return NAME.matcher(answer.body())
                    .results()
                    .map((MatchResult found) -> found.group(1))
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        tokenServer.stop(0);
        http.close();
        process.destroyForcibly().onExit().join();
    }
}
