package dev.portcullis.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody has in hand who looks for a reason: the log, the ids in it, doctor, and the bundle of all of it. */
class SupportBundleTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static RegistryServer server;

    @BeforeAll
    static void start() {
        server = RegistryServer.startTogether(
                        List.of("support"),
                        Map.of(
                                "PORTCULLIS_JAVA_OPTS",
                                "-Dquarkus.log.category.\"dev.portcullis\".min-level=DEBUG"
                                        + " -Dquarkus.log.category.\"dev.portcullis\".level=DEBUG",
                                "PORTCULLIS_EGRESS_ALLOW",
                                "10.0.0.0/8",
                                "PORTCULLIS_PROXY_PASSWORD",
                                "not-to-be-seen"))
                .getFirst();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        server.discard();
    }

    @Test
    void aLineOfTheLogAndTheAuditLogNameTheRequestOfAnAnswer() throws IOException {
        Api admin = Api.as(server.port(), "admin", server.adminPassword);
        HttpResponse<String> refused = admin.get("/v2/admin/nothing/manifests/1");
        String id = refused.headers().firstValue("X-Request-Id").orElseThrow();
        HttpResponse<String> made = admin.send("POST", "/api/v1/organizations", "{\"name\":\"support\"}");
        String other = made.headers().firstValue("X-Request-Id").orElseThrow();

        List<JsonNode> lines = new ArrayList<>();
        for (String line :
                server.log().lines().filter(one -> one.startsWith("{")).toList()) {
            lines.add(JSON.readTree(line));
        }
        assertThat(lines)
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line.hasNonNull("message")).isTrue());
        assertThat(lines).anySatisfy(line -> {
            assertThat(line.at("/mdc/requestId").asText()).isEqualTo(id);
            assertThat(line.path("message").asText()).contains(id);
        });
        assertThat(admin.get("/api/v1/audit?limit=50").body()).contains(other);
    }

    @Test
    void doctorLooksAtEverythingAndChangesNothing() throws IOException {
        List<String> looked = new ArrayList<>();
        for (JsonNode finding :
                JSON.readTree(server.portcullis("doctor", "--json").succeeds().out())) {
            looked.add(finding.path("what").asText());
            assertThat(finding.path("verdict").asText()).as(finding.toString()).isNotEqualTo("WRONG");
        }
        assertThat(looked)
                .contains(
                        "java",
                        "memory",
                        "open files",
                        "space",
                        "sync",
                        "database",
                        "commits",
                        "writes",
                        "encoding",
                        "connections",
                        "clock",
                        "storage",
                        "certificate",
                        "address");
    }

    @Test
    void theBundleHoldsWhatIsNeededAndNoSecret(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("support.tar.gz");
        server.portcullis("support-bundle", "--output", file).succeeds().says("Look through it");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Map<String, String> entries = entries(file);
        assertThat(entries.keySet())
                .contains(
                        "doctor.json",
                        "versions.txt",
                        "environment.txt",
                        "settings.json",
                        "certificate.json",
                        "jobs.json",
                        "fsck.json",
                        "threads.txt",
                        "logs/portcullis.log",
                        "logs/postgres.log");
        assertThat(entries.get("threads.txt")).contains("\"main\"", "java.lang.Thread.State");
        assertThat(JSON.readTree(entries.get("fsck.json")).path("findings")).isEmpty();
        assertThat(entries.get("logs/portcullis.log")).contains("INFO");
        String all = String.join("\n", entries.values());
        assertThat(all)
                .doesNotContain(server.adminPassword)
                .doesNotContain("not-to-be-seen")
                .doesNotContain(Files.readString(server.home().resolve("postgres.password"))
                        .strip());
        // A second one never replaces the first.
        server.portcullis("support-bundle", "--output", file).fails().says("--output");
    }

    static Map<String, String> entries(Path file) throws IOException {
        Map<String, String> entries = new TreeMap<>();
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new GzipCompressorInputStream(Files.newInputStream(file)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                entries.put(
                        entry.getName().replaceFirst("^portcullis-support/", ""),
                        new String(tar.readAllBytes(), UTF_8));
            }
        }
        return entries;
    }
}
