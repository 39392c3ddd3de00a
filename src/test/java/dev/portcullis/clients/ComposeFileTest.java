package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Docker Compose makes of deploy/compose. */
class ComposeFileTest {
    private static final Path SOURCE = Path.of("deploy", "compose");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"trial,1,1", "postgres,2,2", "s3,3,3"})
    void isUnderstoodAndShowsNoSecret(String profile, int services, int secrets) throws IOException {
        prepare();
        Shell.Outcome outcome = compose(profile, Shell.in(folder).with("PORTCULLIS_IMAGE", "localhost/portcullis:1"))
                .succeeds();
        JsonNode config = JSON.readTree(outcome.out());

        assertThat(outcome.err()).isEmpty();
        assertThat(config.path("services")).hasSize(services);
        assertThat(config.path("secrets")).hasSize(secrets);
        for (String file : List.of("admin-password", "db-password", "s3-secret-key")) {
            assertThat(outcome.out())
                    .doesNotContain(Files.readString(secret(file)).strip());
        }
        for (JsonNode service : config.path("services")) {
            if (service.path("image").asText().contains("portcullis")) {
                assertThat(service.path("read_only").asBoolean()).isTrue();
                assertThat(service.path("ports").path(0).path("host_ip").asText())
                        .isEqualTo("127.0.0.1");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"trial", "postgres", "s3"})
    void startsNothingWithoutAnImage(String profile) throws IOException {
        prepare();
        compose(profile, Shell.in(folder)).fails().says("PORTCULLIS_IMAGE");
    }

    @Test
    void opensTheHttpsPortAsThePageSays() throws IOException {
        prepare();
        String page = Files.readString(Path.of("docs", "install", "compose.md"));
        int start = page.indexOf("```yaml\n") + "```yaml\n".length();
        Files.writeString(folder.resolve("compose.override.yaml"), page.substring(start, page.indexOf("```", start)));
        JsonNode registry = JSON.readTree(Shell.in(folder)
                        .with("PORTCULLIS_IMAGE", "localhost/portcullis:1")
                        .program("docker-compose")
                        .run("--profile", "trial", "config", "--format", "json")
                        .succeeds()
                        .out())
                .path("services")
                .path("registry");

        assertThat(registry.path("ports")).hasSize(2);
        assertThat(registry.path("ports").findValuesAsText("host_ip")).isEmpty();
        assertThat(registry.path("environment").path("PORTCULLIS_INSECURE_HTTP").asText())
                .isEqualTo("false");
    }

    @Test
    void makesEachPasswordOnce() throws IOException {
        prepare();
        String first = Files.readString(secret("admin-password"));
        Shell.in(folder).run(folder.resolve("make-secrets")).succeeds();

        assertThat(Files.readString(secret("admin-password"))).isEqualTo(first).hasSizeGreaterThan(32);
        assertThat(Files.readString(secret("db-password"))).isNotEqualTo(first);
    }

    private void prepare() throws IOException {
        Files.copy(SOURCE.resolve("compose.yaml"), folder.resolve("compose.yaml"));
        Files.copy(
                SOURCE.resolve("make-secrets"),
                folder.resolve("make-secrets"),
                java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        Shell.in(folder).run(folder.resolve("make-secrets")).succeeds();
    }

    private Path secret(String name) {
        return folder.resolve("secrets").resolve(name);
    }

    private Shell.Outcome compose(String profile, Shell shell) {
        return shell.program("docker-compose")
                .run("-f", folder.resolve("compose.yaml"), "--profile", profile, "config", "--format", "json");
    }
}
