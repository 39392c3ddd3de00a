package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** buildah builds images, and indexes of images, and pushes both. */
@ExtendWith(ClientsExtension.class)
class BuildahTest {

    private final RegistryServer server;
    private final Program buildah;

    @TempDir
    Path folder;

    BuildahTest(RegistryServer server, @TempDir Path home) throws IOException {
        this.server = server;
        Path store = Folders.fresh("buildah");
        this.buildah = Shell.in(home)
                .with("BUILDAH_ISOLATION", "chroot")
                .program("buildah")
                .with("--root", store.resolve("root"), "--runroot", home.resolve("run"));
    }

    @BeforeEach
    void signIn() {
        buildah.with("login", "--tls-verify=false", "-u", "admin", "--password-stdin")
                .runWith(server.adminPassword, server.address())
                .succeeds();
    }

    @AfterEach
    void forget() {
        buildah.run("rm", "--all");
        buildah.run("rmi", "--all", "--force");
    }

    @Test
    void buildsPushesAndPullsInBothFormats() throws IOException {
        Path context = BuildContext.write(folder.resolve("context"), "buildah was here");
        for (String format : new String[] {"oci", "docker"}) {
            String name = server.image("buildah/built:" + format);
            buildah.run("build", "--format", format, "--layers", "-t", name, context)
                    .succeeds();
            buildah.run("push", "--tls-verify=false", name).succeeds();
            buildah.run("rmi", name).succeeds();
            buildah.run("pull", "--tls-verify=false", name).succeeds();
        }
    }

    @Test
    void startsFromAPushedImageAndRunsIt() throws IOException {
        String base = server.image("buildah/base:1");
        Path context = BuildContext.write(folder.resolve("context"), "the base");
        buildah.run("build", "-t", base, context).succeeds();
        buildah.run("push", "--tls-verify=false", base).succeeds();
        buildah.run("rmi", base).succeeds();

        String container =
                buildah.run("from", "--tls-verify=false", base).succeeds().value();
        buildah.run("run", container, "--", "/bin/busybox", "cat", "/story")
                .succeeds()
                .says("the base");
        String child = server.image("buildah/child:1");
        buildah.run("commit", container, child).succeeds();
        buildah.run("push", "--tls-verify=false", child).succeeds();
    }

    @Test
    void pushesAnIndexAndPullsEachOfItsImages() throws IOException {
        String index = server.image("buildah/index:1");
        buildah.run("manifest", "create", index).succeeds();
        for (String architecture : new String[] {"amd64", "arm64"}) {
            ImageLayout image = ImageLayout.write(
                    folder.resolve(architecture), architecture, TarLayer.of("arch", "buildah " + architecture));
            buildah.run("manifest", "add", index, "oci:" + image.folder()).succeeds();
        }
        buildah.run("manifest", "push", "--tls-verify=false", "--all", index, "docker://" + index)
                .succeeds();
        buildah.run("manifest", "rm", index).succeeds();

        for (String architecture : new String[] {"amd64", "arm64"}) {
            String id = buildah.run("pull", "--quiet", "--tls-verify=false", "--arch", architecture, index)
                    .succeeds()
                    .value();
            assertThat(buildah.run("inspect", "--type", "image", "--format", "{{.OCIv1.Architecture}}", id)
                            .succeeds()
                            .value())
                    .isEqualTo(architecture);
        }
    }
}
