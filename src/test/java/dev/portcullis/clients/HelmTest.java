package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** helm stores charts beside images. */
@ExtendWith(ClientsExtension.class)
class HelmTest {

    private final RegistryServer server;
    private final Path home;
    private final Program helm;

    HelmTest(RegistryServer server, @TempDir Path home) {
        this.server = server;
        this.home = home;
        this.helm = Shell.in(home).program("helm");
    }

    @BeforeEach
    void signInAndPushAChart() {
        helm.with("registry", "login", "--plain-http", "-u", "admin", "--password-stdin")
                .runWith(server.adminPassword, server.address())
                .succeeds();
        helm.run("create", "gatehouse").succeeds();
        helm.run("package", "gatehouse", "--version", "1.2.3").succeeds();
        helm.run("push", "--plain-http", "gatehouse-1.2.3.tgz", "oci://" + server.image("helm/charts"))
                .succeeds()
                .says("Digest: sha256:");
    }

    @Test
    void pullsAChart() {
        helm.run("pull", "--plain-http", chart(), "--version", "1.2.3", "-d", home.resolve("back"), "--untar")
                .succeeds();
        assertThat(home.resolve("back/gatehouse/Chart.yaml")).content().contains("version: 1.2.3");
    }

    @Test
    void findsTheNewestVersionByItself() {
        helm.run("package", "gatehouse", "--version", "1.3.0+build.5").succeeds();
        helm.run("push", "--plain-http", "gatehouse-1.3.0+build.5.tgz", "oci://" + server.image("helm/charts"))
                .succeeds();
        helm.run("show", "chart", "--plain-http", chart()).succeeds().says("version: 1.3.0+build.5");
    }

    @Test
    void rendersAChartFromTheRegistry() {
        helm.run("template", "gate", "--plain-http", chart(), "--version", "1.2.3")
                .succeeds()
                .says("kind: Deployment", "gate-gatehouse");
    }

    @Test
    void saysThatAVersionIsMissing() {
        helm.run("pull", "--plain-http", chart(), "--version", "9.9.9").fails().says("9.9.9");
    }

    private String chart() {
        return "oci://" + server.image("helm/charts/gatehouse");
    }
}
