package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** crane changes images where they are. */
@ExtendWith(ClientsExtension.class)
class CraneTest {

    private final RegistryServer server;
    private final Program crane;

    @TempDir
    Path folder;

    CraneTest(RegistryServer server, @TempDir Path home) {
        this.server = server;
        this.crane = Shell.in(home).program("crane");
    }

    @BeforeEach
    void signIn() {
        crane.with("auth", "login", "-u", "admin", "--password-stdin")
                .runWith(server.adminPassword, server.address())
                .succeeds();
    }

    @Test
    void pushesAndPulls() throws IOException {
        ImageLayout image = ImageLayout.small(folder.resolve("image"));
        push(image, remote("moved:1"));

        assertThat(value("digest", remote("moved:1"))).isEqualTo(image.digest());
        crane.run("pull", "--format", "oci", remote("moved@" + image.digest()), folder.resolve("back"))
                .succeeds();
        assertThat(folder.resolve("back/blobs").resolve(image.digest().replace(':', '/')))
                .exists();
        crane.run("pull", remote("moved:1"), folder.resolve("back.tar")).succeeds();
        crane.run("validate", "--remote", remote("moved:1")).succeeds();
    }

    @Test
    void listsTagsAndRepositories() throws IOException {
        push(ImageLayout.small(folder.resolve("image")), remote("listed:b"));
        crane.run("tag", remote("listed:b"), "a").succeeds();
        crane.run("tag", remote("listed:b"), "c").succeeds();

        assertThat(value("ls", remote("listed"))).isEqualTo("a\nb\nc");
        assertThat(value("catalog", server.address()).lines()).contains("admin/crane/listed");
    }

    @Test
    void copiesWithinTheRegistry() throws IOException {
        ImageLayout image = ImageLayout.small(folder.resolve("image"));
        push(image, remote("from:1"));
        crane.run("copy", remote("from:1"), remote("to/another:2")).succeeds();
        assertThat(value("digest", remote("to/another:2"))).isEqualTo(image.digest());
    }

    @Test
    void addsALayerAndChangesTheConfig() throws IOException {
        push(ImageLayout.small(folder.resolve("image")), remote("changed:1"));
        Path layer = folder.resolve("layer.tar");
        try (var out = Files.newOutputStream(layer)) {
            TarLayer.of("added", "later").writeTo(out);
        }
        crane.run("append", "-b", remote("changed:1"), "-f", layer, "-t", remote("changed:2"))
                .succeeds();
        crane.run("mutate", remote("changed:2"), "--label", "team=blue", "-t", remote("changed:3"))
                .succeeds();

        crane.run("config", remote("changed:3")).succeeds().says("\"team\":\"blue\"");
        crane.run("export", remote("changed:3"), folder.resolve("root.tar")).succeeds();
        assertThat(Files.readString(folder.resolve("root.tar"), java.nio.charset.StandardCharsets.ISO_8859_1))
                .contains("added", "later");
    }

    @Test
    void deletesByDigest() throws IOException {
        ImageLayout image = ImageLayout.small(folder.resolve("image"));
        push(image, remote("deleted:1"));
        crane.run("delete", remote("deleted@" + image.digest())).succeeds();
        crane.run("manifest", remote("deleted:1")).fails().says("MANIFEST_UNKNOWN");
    }

    private void push(ImageLayout image, String name) {
        crane.run("push", image.folder(), name).succeeds();
    }

    private String value(Object... arguments) {
        return crane.run(arguments).succeeds().value();
    }

    private String remote(String image) {
        return server.image("crane/" + image);
    }
}
