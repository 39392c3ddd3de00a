package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What a running server tells in figures, and that the documents speak of the same. */
@TestInstance(Lifecycle.PER_CLASS)
class MetricsTest {
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$");
    private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `([a-z0-9_]+)` \\|");
    private static final Pattern NAMED = Pattern.compile("\\b(?:portcullis|http|jvm|agroal|process|system)_[a-z0-9_]+");

    private RegistryServer server;

    @BeforeAll
    void start() throws Exception {
        // A home of its own: the one of start() belongs to the server that the other tests share.
        server = RegistryServer.startTogether(List.of("metrics"), Map.of()).getFirst();
        byte[] blob = "counted".getBytes(StandardCharsets.UTF_8);
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest push = HttpRequest.newBuilder(URI.create("http://localhost:" + server.port()
                            + "/v2/admin/metrics/blobs/uploads/?digest=" + Sha256.of(blob)))
                    .header(
                            "Authorization",
                            "Basic "
                                    + Base64.getEncoder()
                                            .encodeToString(
                                                    ("admin:" + server.adminPassword).getBytes(StandardCharsets.UTF_8)))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(blob))
                    .build();
            assertThat(client.send(push, BodyHandlers.ofString()).statusCode()).isEqualTo(201);
        }
        Api.as(server.port(), "admin", server.adminPassword).get("/auth/token");
        Api.as(server.port(), "admin", "not the password").get("/auth/token");
        // The figures of the database are read every 15 s.
        for (int i = 0; i < 60 && !metrics().contains("portcullis_queue_rows{queue=\"uploads\"} 0.0"); i++) {
            Thread.sleep(500);
        }
    }

    @AfterAll
    void stop() throws Exception {
        server.stop();
        server.discard();
    }

    private String metrics() {
        return Api.as(server.port(), "admin", server.adminPassword)
                .get("/metrics")
                .body();
    }

    @Test
    void nothingThatSomebodyInventsMakesASeries() throws Exception {
        request("GET", "/v2/");
        for (int i = 0; i < 20; i++) {
            request("INVENTED" + i, "/v2/invented/path" + i + "/tags/list");
            request("POST", "/v2/invented/path" + i + "/tags/list");
            request("GET", "/invented/path" + i);
        }
        Thread.sleep(200);
        assertThat(metrics())
                .doesNotContainIgnoringCase("invented")
                .contains("method=\"OTHER\"")
                .contains("uri=\"NO_ROUTE\"")
                .contains("uri=\"/v2\"");
    }

    private void request(String method, String path) throws IOException {
        try (Socket socket = new Socket("localhost", server.port())) {
            socket.getOutputStream()
                    .write((method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n"
                                    + "Connection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
        }
    }

    @Test
    void workIsSeen() {
        assertThat(metrics())
                .containsPattern("portcullis_storage_operations_seconds_count\\{operation=\"promote\",outcome=\"done\","
                        + "store=\"filesystem\"[^\n]*} [1-9]")
                .containsPattern("portcullis_storage_transferred_bytes_total\\{direction=\"written\"[^\n]*} [1-9]")
                .containsPattern("portcullis_sign_ins_total\\{outcome=\"proved\"} [1-9]")
                .containsPattern("portcullis_sign_ins_total\\{outcome=\"refused\"} [1-9]")
                .containsPattern("portcullis_tokens_issued_total [1-9]")
                .containsPattern("portcullis_epochs_age_seconds 0\\.")
                .containsPattern("portcullis_storage_free_bytes [1-9]")
                .containsPattern("agroal_max_used_count\\{datasource=\"default\"} [1-9]");
    }

    @Test
    void theDocumentHoldsExactlyWhatIsShown() throws Exception {
        Set<String> documented = found(DOCUMENTED, Files.readString(Path.of("docs/metrics.md")));
        Set<String> shown = new TreeSet<>();
        TYPE.matcher(metrics())
                .results()
                .forEach(type -> shown.add(type.group(1) + (type.group(2).equals("counter") ? "_total" : "")));
        // Shown only after a pause of Java's collector.
        shown.add("jvm_gc_pause_seconds");
        shown.add("jvm_gc_pause_seconds_max");
        assertThat(documented).isEqualTo(shown);
    }

    @Test
    void dashboardAndRulesAskForWhatThereIs() throws Exception {
        Set<String> documented = found(DOCUMENTED, Files.readString(Path.of("docs/metrics.md")));
        for (String file : new String[] {"deploy/grafana/portcullis.json", "deploy/prometheus/rules.yaml"}) {
            Set<String> named = new TreeSet<>();
            for (String name : found(NAMED, Files.readString(Path.of(file)))) {
                named.add(documented.contains(name) ? name : name.replaceFirst("_(count|sum)$", ""));
            }
            assertThat(documented).as(file).containsAll(named);
        }
    }

    private static Set<String> found(Pattern pattern, String text) {
        Set<String> names = new TreeSet<>();
        for (MatchResult match : pattern.matcher(text).results().toList()) {
            names.add(match.groupCount() == 0 ? match.group() : match.group(1));
        }
        return names;
    }
}
