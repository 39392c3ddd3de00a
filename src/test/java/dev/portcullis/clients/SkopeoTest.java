package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** skopeo moves images between formats, folders and repositories without a daemon. */
@ExtendWith(ClientsExtension.class)
class SkopeoTest {

    private final RegistryServer server;
    private final Program skopeo;
    private final Program copy;

    @TempDir
    Path folder;

    SkopeoTest(RegistryServer server, @TempDir Path home) {
        this.server = server;
        this.skopeo = Shell.in(home).program("skopeo");
        this.copy = skopeo.with("copy", "--src-tls-verify=false", "--dest-tls-verify=false");
    }

    @BeforeEach
    void signIn() {
        skopeo.with("login", "--tls-verify=false", "-u", "admin", "--password-stdin")
                .runWith(server.adminPassword, server.address())
                .succeeds();
    }

    @Test
    void keepsAnOciImageByteForByte() throws IOException {
        ImageLayout image = ImageLayout.small(folder.resolve("image"));
        copy.run("--preserve-digests", image.reference(), remote("oci:1")).succeeds();

        assertThat(inspect(remote("oci:1"), "{{.Digest}}")).isEqualTo(image.digest());
        copy.run("--preserve-digests", remote("oci:1"), "oci:" + folder.resolve("back") + ":latest")
                .succeeds();
        assertThat(Files.readAllBytes(folder.resolve("back").resolve(blob(image.digest()))))
                .isEqualTo(Files.readAllBytes(image.folder().resolve(blob(image.digest()))));
        for (String layer : image.layerDigests()) {
            assertThat(folder.resolve("back").resolve(blob(layer))).exists();
        }
    }

    @Test
    void pushesDockerSchema2AndPullsItAsEither() throws IOException {
        ImageLayout image = ImageLayout.small(folder.resolve("image"));
        copy.run("--format", "v2s2", image.reference(), remote("docker:1")).succeeds();

        skopeo.run("inspect", "--raw", "--tls-verify=false", remote("docker:1"))
                .succeeds()
                .says("application/vnd.docker.distribution.manifest.v2+json");
        copy.run("--format", "oci", remote("docker:1"), "oci:" + folder.resolve("oci") + ":latest")
                .succeeds();
        copy.run(remote("docker:1"), "dir:" + folder.resolve("dir")).succeeds();
        assertThat(folder.resolve("dir").resolve("manifest.json"))
                .content()
                .contains("application/vnd.docker.distribution.manifest.v2+json");
    }

    @Test
    void copiesBetweenRepositoriesAndListsTags() throws IOException {
        copy.run(ImageLayout.small(folder.resolve("image")).reference(), remote("source:a"))
                .succeeds();
        copy.run(remote("source:a"), remote("source:b")).succeeds();
        copy.run(remote("source:a"), remote("deep/er/target:c")).succeeds();

        skopeo.run("list-tags", "--tls-verify=false", remote("source"))
                .succeeds()
                .says("\"a\"", "\"b\"");
        skopeo.run("list-tags", "--tls-verify=false", remote("deep/er/target"))
                .succeeds()
                .says("\"c\"");
        assertThat(inspect(remote("deep/er/target:c"), "{{.Digest}}"))
                .isEqualTo(inspect(remote("source:b"), "{{.Digest}}"));
    }

    @Test
    void syncsAWholeRepositoryToAFolderAndBack() throws IOException {
        ImageLayout image = ImageLayout.small(folder.resolve("image"));
        copy.run(image.reference(), remote("synced:1")).succeeds();
        copy.run(image.reference(), remote("synced:2")).succeeds();

        skopeo.run(
                        "sync",
                        "--src-tls-verify=false",
                        "--src",
                        "docker",
                        "--dest",
                        "dir",
                        server.image("skopeo/synced"),
                        folder.resolve("all"))
                .succeeds();
        assertThat(folder.resolve("all")).isDirectoryContaining(file -> file.endsWith("synced:1"));
        assertThat(folder.resolve("all")).isDirectoryContaining(file -> file.endsWith("synced:2"));
        skopeo.run(
                        "sync",
                        "--dest-tls-verify=false",
                        "--src",
                        "dir",
                        "--dest",
                        "docker",
                        folder.resolve("all"),
                        server.image("skopeo/again"))
                .succeeds();
        skopeo.run("list-tags", "--tls-verify=false", remote("again/synced"))
                .succeeds()
                .says("\"1\"", "\"2\"");
    }

    @Test
    void deletesAnImage() throws IOException {
        copy.run(ImageLayout.small(folder.resolve("image")).reference(), remote("deleted:1"))
                .succeeds();

        skopeo.run("delete", "--tls-verify=false", remote("deleted:1")).succeeds();
        skopeo.run("inspect", "--tls-verify=false", remote("deleted:1")).fails().says("manifest unknown");
    }

    private String remote(String image) {
        return "docker://" + server.image("skopeo/" + image);
    }

    private static String blob(String digest) {
        return "blobs/" + digest.replace(':', '/');
    }

    private String inspect(String image, String format) {
        return skopeo.run("inspect", "--tls-verify=false", "--format", format, image)
                .succeeds()
                .value();
    }
}
