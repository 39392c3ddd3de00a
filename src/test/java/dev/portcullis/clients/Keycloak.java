package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.testing.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A real Keycloak with its data in memory, and what its administrator does there. */
final class Keycloak implements AutoCloseable {
    /** The realm that {@link #createRealm} makes. */
    static final String REALM = "acme";

    private static final Duration START = Duration.ofMinutes(5);
    private static final String ADMIN = "admin";
    private static final String PASSWORD = "a real secret of keycloak";

    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final int port;
    private final Path log;
    private final Process process;

    private Keycloak(Path folder) throws IOException {
        port = Ports.free();
        log = folder.resolve("keycloak.log");
        Path home = Tools.folder("keycloak-26.7.3");
        ProcessBuilder builder = new ProcessBuilder(
                        "sh",
                        home.resolve("bin/kc.sh").toString(),
                        "start",
                        "--optimized",
                        "--cache=local",
                        "--http-enabled=true",
                        "--http-host=127.0.0.1",
                        "--http-port=" + port,
                        "--hostname-strict=false")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment()
                .putAll(Map.of(
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "JAVA_OPTS_KC_HEAP",
                        "-Xms64m -Xmx512m",
                        "KC_BOOTSTRAP_ADMIN_USERNAME",
                        ADMIN,
                        "KC_BOOTSTRAP_ADMIN_PASSWORD",
                        PASSWORD));
        process = builder.start();
    }

    /** Begins to start; {@link #awaitReady} goes on. */
    static Keycloak start(Path folder) throws IOException {
        return new Keycloak(folder);
    }

    void awaitReady() throws InterruptedException, IOException {
        Instant end = Instant.now().plus(START);
        while (!Files.readString(log).contains("Listening on:")) {
            assertThat(process.isAlive())
                    .as(() -> "Keycloak ended at once\n" + tail())
                    .isTrue();
            assertThat(Instant.now())
                    .as(() -> "Keycloak is not ready\n" + tail())
                    .isBefore(end);
            Thread.sleep(200);
        }
    }

    int port() {
        return port;
    }

    String issuer() {
        return "http://localhost:" + port + "/realms/" + REALM;
    }

    void createRealm(Object representation) throws IOException, InterruptedException {
        send("POST", "/admin/realms", representation);
    }

    /** Everything that the administrator sees at an address below the realm. */
    JsonNode get(String path) throws IOException, InterruptedException {
        return json.readTree(send("GET", "/admin/realms/" + REALM + path, null));
    }

    /** A change below the realm. */
    void change(String method, String path, Object representation) throws IOException, InterruptedException {
        send(method, "/admin/realms/" + REALM + path, representation);
    }

    String userId(String name) throws IOException, InterruptedException {
        return get("/users?exact=true&username=" + name).get(0).get("id").asText();
    }

    void leaveGroup(String user, String group) throws IOException, InterruptedException {
        for (JsonNode found : get("/groups")) {
            if (found.get("name").asText().equals(group)) {
                change(
                        "DELETE",
                        "/users/" + userId(user) + "/groups/" + found.get("id").asText(),
                        "");
                return;
            }
        }
        throw new AssertionError("no group " + group);
    }

    /** From now on tokens are signed with a new key. */
    void rotateKeys() throws IOException, InterruptedException {
        change(
                "POST",
                "/components",
                Map.of(
                        "name", "newer",
                        "providerId", "rsa-generated",
                        "providerType", "org.keycloak.keys.KeyProvider",
                        "parentId", get("").get("id").asText(),
                        "config",
                                Map.of(
                                        "priority", List.of("1000"),
                                        "enabled", List.of("true"),
                                        "active", List.of("true"),
                                        "algorithm", List.of("RS256"),
                                        "keySize", List.of("2048"))));
    }

    /** An access token of a client for itself. */
    String clientCredentials(String client, String secret) throws IOException, InterruptedException {
        return token(
                REALM,
                Map.of("grant_type", "client_credentials"),
                "Basic "
                        + Base64.getEncoder().encodeToString((client + ":" + secret).getBytes(StandardCharsets.UTF_8)));
    }

    private String send(String method, String path, Object representation) throws IOException, InterruptedException {
        String token = token(
                "master",
                Map.of("grant_type", "password", "client_id", "admin-cli", "username", ADMIN, "password", PASSWORD),
                "");
        String body =
                representation == null || "".equals(representation) ? "" : json.writeValueAsString(representation);
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode())
                .as("%s %s: %s", method, path, answer.body())
                .isBetween(200, 299);
        return answer.body();
    }

    private String token(String realm, Map<String, String> form, String authorization)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + port + "/realms/" + realm + "/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form.entrySet().stream()
                        .map(field ->
                                field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"))));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json.readTree(answer.body()).get("access_token").asText();
    }

    String tail() {
        try {
            String text = Files.readString(log);
            return text.substring(Math.max(0, text.length() - 4000));
        } catch (IOException e) {
            return "no log: " + e.getMessage();
        }
    }

    @Override
    public void close() {
        client.close();
        List<ProcessHandle> children = process.descendants().toList();
        children.forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            for (ProcessHandle child : children) {
                child.onExit().get(20, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            children.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
