package dev.portcullis.clients;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Every client signs in with an access token and as a robot, and gets what these carry. */
@ExtendWith(ClientsExtension.class)
class MachineSignInTest {
    private static final String ROBOT = "machines+ci";

    private final RegistryServer server;
    private final Path home;
    private final List<Program> logins;
    private final List<Program> logouts;
    private final Program skopeo;

    private String token = "";
    private String secret = "";

    MachineSignInTest(RegistryServer server, DockerEngine engine, @TempDir Path home) throws IOException {
        this.server = server;
        this.home = home;
        Shell shell = Shell.in(home).with("DOCKER_HOST", engine.host());
        Path store = Folders.fresh("machines");
        Program docker = shell.program("docker");
        Program podman = shell.program("podman")
                .with("--root", store.resolve("root"), "--runroot", home.resolve("run"))
                .with("--cgroup-manager", "cgroupfs", "--events-backend", "none", "--runtime", "runc");
        Program buildah = shell.program("buildah").with("--root", store.resolve("b"), "--runroot", home.resolve("b"));
        Program helm = shell.program("helm").with("registry");
        skopeo = shell.program("skopeo");
        logins = List.of(
                docker.with("login"),
                podman.with("login", "--tls-verify=false"),
                buildah.with("login", "--tls-verify=false"),
                skopeo.with("login", "--tls-verify=false"),
                helm.with("login", "--plain-http"));
        logouts = List.of(
                docker.with("logout"),
                podman.with("logout"),
                buildah.with("logout"),
                skopeo.with("logout"),
                helm.with("logout"));
    }

    @BeforeEach
    void robotAndToken() {
        Api admin = Api.as(server.port(), "admin", server.adminPassword);
        admin.send("POST", "/api/v1/organizations", "{\"name\":\"machines\"}");
        if (admin.get("/api/v1/robots/" + ROBOT).statusCode() == 404) {
            secret = Api.text(
                    admin.succeeds(
                            "POST",
                            "/api/v1/robots/" + ROBOT,
                            "{\"permissions\":[{\"repositories\":\"machines/*\",\"actions\":[\"push\",\"create\"]}]}"),
                    "secret");
        } else {
            secret = Api.text(admin.succeeds("PUT", "/api/v1/robots/" + ROBOT + "/secret", "{}"), "secret");
        }
        token = Api.text(
                admin.succeeds(
                        "POST",
                        "/api/v1/account/tokens",
                        "{\"label\":\"clients\",\"repositories\":[\"machines/*\"],\"actions\":[\"pull\"]}"),
                "secret");
    }

    @Test
    void everyClientSignsInAndOut() {
        for (int i = 0; i < logins.size(); i++) {
            signIn(logins.get(i), ROBOT, secret).succeeds();
            logouts.get(i).run(server.address()).succeeds();
            signIn(logins.get(i), "admin", token).succeeds();
            logouts.get(i).run(server.address()).succeeds();
            signIn(logins.get(i), "admin", secret).fails();
            signIn(logins.get(i), ROBOT, token).fails();
        }
    }

    @Test
    void robotPushesWhereItMayAndTheTokenPullsOnly() throws IOException {
        ImageLayout image = ImageLayout.small(home.resolve("image"));
        Program copy = skopeo.with("copy", "--src-tls-verify=false", "--dest-tls-verify=false");
        signIn(logins.get(3), ROBOT, secret).succeeds();
        copy.run(image.reference(), remote("machines/web:1")).succeeds();
        copy.run(image.reference(), remote("library/web:1")).fails();
        signIn(logins.get(3), "admin", token).succeeds();
        copy.run(remote("machines/web:1"), "dir:" + home.resolve("back")).succeeds();
        copy.run(image.reference(), remote("machines/web:2")).fails();
        signIn(logins.get(3), "admin", server.adminPassword).succeeds();
        copy.run(image.reference(), remote("machines/web:2")).succeeds();
    }

    private Shell.Outcome signIn(Program login, String name, String password) {
        return login.with("-u", name, "--password-stdin").runWith(password, server.address());
    }

    private String remote(String name) {
        return "docker://" + server.address() + "/" + name;
    }
}
