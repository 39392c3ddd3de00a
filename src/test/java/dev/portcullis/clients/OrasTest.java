package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** oras keeps any file beside images, and hangs artifacts on what is there. */
@ExtendWith(ClientsExtension.class)
class OrasTest {

    private static final String SBOM = "application/vnd.example.sbom";

    private final RegistryServer server;
    private final Path home;
    private final Program oras;

    OrasTest(RegistryServer server, @TempDir Path home) {
        this.server = server;
        this.home = home;
        this.oras = Shell.in(home).program("oras");
    }

    @BeforeEach
    void signIn() {
        oras.with("login", "--plain-http", "-u", "admin", "--password-stdin")
                .runWith(server.adminPassword, server.address())
                .succeeds();
    }

    @Test
    void pushesAFileAndPullsIt() throws IOException {
        Files.writeString(home.resolve("notes.txt"), "kept");
        push("files:1", "application/vnd.example.notes", "notes.txt");

        oras.run("pull", "--plain-http", "-o", home.resolve("back"), remote("files:1"))
                .succeeds();
        assertThat(home.resolve("back/notes.txt")).hasContent("kept");
        oras.run("manifest", "fetch", "--plain-http", remote("files:1"))
                .succeeds()
                .says("\"artifactType\":\"application/vnd.example.notes\"");
    }

    @Test
    void attachesArtifactsAndDiscoversThem() throws IOException {
        Files.writeString(home.resolve("app"), "the app");
        Files.writeString(home.resolve("sbom.json"), "{}");
        Files.writeString(home.resolve("sig"), "signed");
        push("chain:1", "application/vnd.example.app", "app");
        attach("chain:1", SBOM, "sbom.json");
        attach("chain:1", "application/vnd.example.signature", "sig");

        oras.run("discover", "--plain-http", "--distribution-spec", "v1.1-referrers-api", remote("chain:1"))
                .succeeds()
                .says(SBOM, "application/vnd.example.signature");
        assertThat(oras.run("discover", "--plain-http", "--artifact-type", SBOM, remote("chain:1"))
                        .succeeds()
                        .all())
                .contains(SBOM)
                .doesNotContain("application/vnd.example.signature");
    }

    @Test
    void copiesAnArtifactWithAllThatHangsOnIt() throws IOException {
        Files.writeString(home.resolve("app"), "copied app");
        Files.writeString(home.resolve("sbom.json"), "{\"copied\":true}");
        push("origin:1", "application/vnd.example.app", "app");
        attach("origin:1", SBOM, "sbom.json");
        oras.run("copy", "-r", "--from-plain-http", "--to-plain-http", remote("origin:1"), remote("mirror:1"))
                .succeeds();
        oras.run("discover", "--plain-http", remote("mirror:1")).succeeds().says(SBOM);
    }

    @Test
    void movesSingleBlobs() throws IOException {
        Files.writeString(home.resolve("blob"), "only a blob");
        oras.run("blob", "push", "--plain-http", remote("blobs"), "blob").succeeds();
        String digest = Sha256.of(home.resolve("blob"));

        assertThat(oras.run("blob", "fetch", "--plain-http", "--output", "-", remote("blobs@" + digest))
                        .succeeds()
                        .out())
                .isEqualTo("only a blob");
        oras.run("blob", "delete", "--plain-http", "--force", remote("blobs@" + digest))
                .succeeds();
        oras.run("blob", "fetch", "--plain-http", "--output", "-", remote("blobs@" + digest))
                .fails();
    }

    @Test
    void tagsAndLists() throws IOException {
        Files.writeString(home.resolve("app"), "tagged app");
        push("tags:1", "application/vnd.example.app", "app");
        oras.run("tag", "--plain-http", remote("tags:1"), "2", "latest").succeeds();

        assertThat(oras.run("repo", "tags", "--plain-http", remote("tags"))
                        .succeeds()
                        .value()
                        .lines())
                .containsExactly("1", "2", "latest");
        assertThat(oras.run("repo", "ls", "--plain-http", server.address())
                        .succeeds()
                        .value()
                        .lines())
                .contains("admin/oras/tags");
        oras.run("manifest", "delete", "--plain-http", "--force", remote("tags:1"))
                .succeeds();
        oras.run("manifest", "fetch", "--plain-http", remote("tags:1")).fails();
    }

    private void push(String name, String type, String file) {
        oras.run("push", "--plain-http", "--artifact-type", type, remote(name), file)
                .succeeds();
    }

    private void attach(String name, String type, String file) {
        oras.run("attach", "--plain-http", "--artifact-type", type, remote(name), file)
                .succeeds();
    }

    private String remote(String name) {
        return server.image("oras/" + name);
    }
}
