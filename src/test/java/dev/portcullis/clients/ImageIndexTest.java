package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** One name for many processors: manifest lists, OCI indexes, and indexes of indexes. */
@ExtendWith(ClientsExtension.class)
class ImageIndexTest {

    private final RegistryServer server;
    private final Program docker;
    private final Program skopeo;
    private final Program crane;

    @TempDir
    Path folder;

    ImageIndexTest(RegistryServer server, DockerEngine engine, @TempDir Path home) {
        this.server = server;
        Shell shell = Shell.in(home).with("DOCKER_HOST", engine.host());
        this.docker = shell.program("docker");
        this.skopeo = shell.program("skopeo");
        this.crane = shell.program("crane");
    }

    @BeforeEach
    void signIn() {
        docker.with("login", "-u", "admin", "--password-stdin")
                .runWith(server.adminPassword, server.address())
                .succeeds();
    }

    @Test
    void dockerMakesAManifestListAndPullsByPlatform() throws IOException {
        String list = remote("list:1");
        for (String architecture : new String[] {"amd64", "arm64"}) {
            skopeo.with("copy", "--format", "v2s2", "--dest-tls-verify=false")
                    .run(image(architecture, "list").reference(), "docker://" + remote("list:" + architecture))
                    .succeeds();
        }
        docker.run("manifest", "create", "--insecure", list, remote("list:amd64"), remote("list:arm64"))
                .succeeds();
        docker.run("manifest", "push", "--insecure", list).succeeds();

        for (String architecture : new String[] {"arm64", "amd64"}) {
            docker.run("pull", "--platform", "linux/" + architecture, list).succeeds();
            assertThat(docker.run("image", "inspect", "--format", "{{.Architecture}}", list)
                            .succeeds()
                            .value())
                    .isEqualTo(architecture);
        }
    }

    @Test
    void anOciIndexGivesEachPlatformItsImage() throws IOException {
        ImageLayout amd = image("amd64", "index");
        ImageLayout arm = image("arm64", "index");
        index("index:1", amd, arm);

        assertThat(digest("--platform", "linux/amd64", remote("index:1"))).isEqualTo(amd.digest());
        assertThat(digest("--platform", "linux/arm64", remote("index:1"))).isEqualTo(arm.digest());
        docker.run("pull", "--platform", "linux/arm64", remote("index:1")).succeeds();
    }

    @Test
    void anIndexOfIndexesIsCopiedWhole() throws IOException {
        index("inner:1", image("amd64", "inner"), image("arm64", "inner"));
        crane.run("index", "append", "--flatten=false", "-m", remote("inner:1"), "-t", remote("outer:1"))
                .succeeds();
        crane.run("manifest", remote("outer:1")).succeeds().says(digest(remote("inner:1")));

        crane.run("copy", remote("outer:1"), remote("moved/outer:1")).succeeds();
        assertThat(digest(remote("moved/outer:1"))).isEqualTo(digest(remote("outer:1")));
        crane.run("manifest", remote("moved/outer@" + digest(remote("inner:1"))))
                .succeeds()
                .says("arm64");
    }

    @Test
    void theImagesOfAnIndexOutliveTheirOwnTags() throws IOException {
        ImageLayout image = image("amd64", "kept");
        index("kept:1", image);
        crane.run("manifest", remote("kept@" + image.digest())).succeeds();
    }

    private void index(String name, ImageLayout... images) {
        Program append = crane.with("index", "append");
        for (ImageLayout image : images) {
            String member = remote(name.substring(0, name.indexOf(':')) + "@" + image.digest());
            crane.run("push", image.folder(), member).succeeds();
            append = append.with("-m", member);
        }
        append.run("-t", remote(name)).succeeds();
    }

    private ImageLayout image(String architecture, String story) throws IOException {
        return ImageLayout.write(
                folder.resolve(story + architecture), architecture, TarLayer.of("story", story + architecture));
    }

    private String digest(Object... arguments) {
        return crane.with("digest").run(arguments).succeeds().value();
    }

    private String remote(String image) {
        return server.image("indexes/" + image);
    }
}
