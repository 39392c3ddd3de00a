package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** podman, with an image store of its own. */
@ExtendWith(ClientsExtension.class)
class PodmanTest {

    private final RegistryServer server;
    private final Program podman;

    @TempDir
    Path folder;

    PodmanTest(RegistryServer server, @TempDir Path home) throws IOException {
        this.server = server;
        Path store = Folders.fresh("podman");
        this.podman = Shell.in(home)
                .program("podman")
                .with("--root", store.resolve("root"), "--runroot", home.resolve("run"))
                .with("--cgroup-manager", "cgroupfs", "--events-backend", "none", "--runtime", "runc");
    }

    @BeforeEach
    void signIn() {
        podman.with("login", "--tls-verify=false", "-u", "admin", "--password-stdin")
                .runWith(server.adminPassword, server.address())
                .succeeds();
    }

    @AfterEach
    void forget() {
        podman.run("rmi", "--all", "--force");
        podman.run("logout", "--all");
    }

    @Test
    void refusesAWrongPassword() {
        podman.with("login", "--tls-verify=false", "-u", "admin", "--password-stdin")
                .runWith("not the password", server.address())
                .fails();
    }

    @Test
    void pushesRemovesAndPullsByTagAndDigest() throws IOException {
        String name = server.image("podman/moved:1");
        pull(ImageLayout.small(folder.resolve("image")), name);
        Path digestFile = folder.resolve("digest");
        podman.run("push", "--tls-verify=false", "--digestfile", digestFile, name)
                .succeeds();
        podman.run("rmi", "--all", "--force").succeeds();

        podman.run("pull", "--tls-verify=false", name).succeeds();
        podman.run("rmi", "--all", "--force").succeeds();
        String byDigest = server.image("podman/moved@" + Files.readString(digestFile));
        podman.run("pull", "--tls-verify=false", byDigest).succeeds();
        assertThat(podman.run("inspect", "--format", "{{.Digest}}", byDigest)
                        .succeeds()
                        .value())
                .isEqualTo(Files.readString(digestFile));
    }

    @Test
    void buildsPushesAndRunsAnImage() throws IOException {
        String name = server.image("podman/built:1");
        Path context = BuildContext.write(folder.resolve("context"), "podman was here");
        podman.run("build", "--isolation", "chroot", "--network", "host", "-t", name, context)
                .succeeds();
        podman.run("push", "--tls-verify=false", "--format", "v2s2", name).succeeds();
        podman.run("rmi", "--all", "--force").succeeds();

        podman.with("run", "--rm", "--network", "none", "--tls-verify=false")
                .with("--ulimit", "nofile=512:512", "--ulimit", "nproc=512:512")
                .run(name)
                .succeeds()
                .says("podman was here", "built inside");
    }

    private void pull(ImageLayout image, String name) {
        String id = podman.run("pull", "--quiet", "oci:" + image.folder())
                .succeeds()
                .value();
        podman.run("tag", id, name).succeeds();
    }
}
