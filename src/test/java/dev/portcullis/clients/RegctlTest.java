package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** regctl asks for the newest parts of the specification: referrers, tag deletion, pages. */
@ExtendWith(ClientsExtension.class)
class RegctlTest {

    private final RegistryServer server;
    private final Program regctl;

    @TempDir
    Path folder;

    RegctlTest(RegistryServer server, @TempDir Path home) {
        this.server = server;
        this.regctl = Shell.in(home).program("regctl");
    }

    @BeforeEach
    void signIn() {
        regctl.run("registry", "set", "--skip-check", "--tls", "disabled", server.address())
                .succeeds();
        regctl.with("registry", "login", "-u", "admin", "--pass-stdin")
                .runWith(server.adminPassword, server.address())
                .succeeds();
    }

    @Test
    void deletesOneTagAndKeepsTheOtherOfTheSameImage() throws IOException {
        push("tags:a");
        regctl.run("image", "copy", remote("tags:a"), remote("tags:b")).succeeds();
        regctl.run("tag", "delete", remote("tags:a")).succeeds();

        assertThat(regctl.run("tag", "ls", remote("tags")).succeeds().value()).isEqualTo("b");
        regctl.run("manifest", "get", remote("tags:b")).succeeds();
    }

    @Test
    void pagesThroughTags() throws IOException {
        for (String tag : new String[] {"1", "2", "3", "4"}) {
            push("pages:" + tag);
        }
        assertThat(regctl.run("tag", "ls", "--limit", "2", remote("pages"))
                        .succeeds()
                        .value())
                .isEqualTo("1\n2");
        assertThat(regctl.run("tag", "ls", "--limit", "2", "--last", "2", remote("pages"))
                        .succeeds()
                        .value())
                .isEqualTo("3\n4");
    }

    @Test
    void copiesAnImageWithItsReferrers() throws IOException {
        push("subject:1");
        regctl.with("artifact", "put", "--artifact-type", "application/vnd.example.sbom", "--subject")
                .runWith("{\"of\":\"subject\"}", remote("subject:1"))
                .succeeds();
        regctl.run("image", "copy", "--referrers", remote("subject:1"), remote("subject/copy:1"))
                .succeeds();

        regctl.run("artifact", "list", remote("subject/copy:1")).succeeds().says("application/vnd.example.sbom");
        assertThat(regctl.run("artifact", "get", "--subject", remote("subject/copy:1"))
                        .succeeds()
                        .value())
                .isEqualTo("{\"of\":\"subject\"}");
    }

    @Test
    void putsAndGetsArtifactsAndBlobs() {
        regctl.with("artifact", "put", "--artifact-type", "application/vnd.example.model")
                .runWith("weights", remote("model:1"))
                .succeeds();
        assertThat(regctl.run("artifact", "get", remote("model:1")).succeeds().value())
                .isEqualTo("weights");

        String digest = regctl.with("blob", "put")
                .runWith("bytes", remote("model"))
                .succeeds()
                .value();
        assertThat(regctl.run("blob", "get", remote("model"), digest).succeeds().out())
                .isEqualTo("bytes");
        regctl.run("blob", "delete", remote("model"), digest).succeeds();
        regctl.run("blob", "head", remote("model"), digest).fails();
    }

    @Test
    void listsRepositories() throws IOException {
        push("listed:1");
        assertThat(regctl.run("repo", "ls", server.address()).succeeds().value().lines())
                .contains("admin/regctl/listed");
    }

    private void push(String name) throws IOException {
        ImageLayout image = ImageLayout.small(folder.resolve(name.replace(':', '-')));
        regctl.run("image", "copy", "ocidir://" + image.folder() + ":latest", remote(name))
                .succeeds();
    }

    private String remote(String name) {
        return server.image("regctl/" + name);
    }
}
