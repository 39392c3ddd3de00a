package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A Docker Engine 20.10, driven by every Docker CLI of this machine. */
@ParameterizedClass
@MethodSource("commandLines")
@ExtendWith(ClientsExtension.class)
class DockerTest {

    private static final Pattern DIGEST = Pattern.compile("digest: (sha256:[0-9a-f]{64})");

    private final RegistryServer server;
    private final Program docker;
    private final String namespace;

    @TempDir
    Path folder;

    DockerTest(Path commandLine, RegistryServer server, DockerEngine engine, @TempDir Path home) {
        this.server = server;
        this.docker = new Program(Shell.in(home).with("DOCKER_HOST", engine.host()), List.of(commandLine));
        this.namespace = "docker" + Integer.toHexString(commandLine.hashCode());
    }

    static List<Path> commandLines() {
        return Tools.dockers();
    }

    @AfterEach
    void forget() {
        docker.run("logout", server.address());
        docker.run("system", "prune", "--all", "--force");
    }

    @Test
    void signsInWithTheRightPasswordOnly() {
        signIn("admin", server.adminPassword).succeeds().says("Login Succeeded");
        signIn("admin", "not the password").fails().says("nauthorized");
        docker.run("logout", server.address()).succeeds().says("Removing login credentials");
    }

    @Test
    void buildsPushesPullsAndRunsAnImage() throws IOException {
        signIn("admin", server.adminPassword).succeeds();
        String name = build("built");
        String digest = digestOf(docker.run("push", name).succeeds());
        docker.run("push", name).succeeds().says("Layer already exists");

        docker.run("rmi", name).succeeds();
        docker.run("run", "--rm", "--network", "none", name).succeeds().says("docker was here", "built inside");
        docker.run("rmi", name).succeeds();
        String byDigest = remote("built@" + digest);
        docker.run("pull", byDigest).succeeds().says(digest);
        docker.run("run", "--rm", "--network", "none", byDigest).succeeds().says("docker was here");
    }

    @Test
    void movesLayersBetweenRepositoriesWithoutSendingThem() throws IOException {
        signIn("admin", server.adminPassword).succeeds();
        String name = build("first");
        docker.run("push", name).succeeds();
        String second = remote("second:1");
        docker.run("tag", name, second).succeeds();
        docker.run("push", second).succeeds().says("Mounted from admin/" + namespace + "/first");
    }

    @Test
    void knowsANameOfOnePartAsTheLibrary() throws IOException {
        signIn("admin", server.adminPassword).succeeds();
        String name = server.address() + "/" + namespace + ":1";
        docker.run("tag", build("one"), name).succeeds();
        String digest = digestOf(docker.run("push", name).succeeds());

        docker.run("pull", server.address() + "/library/" + namespace + ":1")
                .succeeds()
                .says(digest);
    }

    @Test
    void searches() throws IOException {
        signIn("admin", server.adminPassword).succeeds();
        docker.run("push", build("searched")).succeeds();
        docker.run("search", server.address() + "/" + namespace).succeeds().says(namespace + "/searched");
        assertThat(docker.run("search", server.address() + "/nothing-is-called-this")
                        .succeeds()
                        .all())
                .doesNotContain("searched");
    }

    @Test
    void movesNothingPrivateWithoutASignIn() throws IOException {
        signIn("admin", server.adminPassword).succeeds();
        String name = build("hidden");
        docker.run("push", name).succeeds();
        docker.run("logout", server.address()).succeeds();

        docker.run("push", name).fails();
        docker.run("rmi", name).succeeds();
        docker.run("pull", name).fails();
    }

    @Test
    void refusesAPushIntoTheNamespaceOfAnother() throws IOException {
        String ana = "ana-" + namespace;
        server.createUser(ana);
        String name = build("others");
        signIn(ana, server.adminPassword).succeeds();
        docker.run("push", name).fails().says("denied");

        String own = server.address() + "/" + ana + "/own:1";
        docker.run("tag", name, own).succeeds();
        docker.run("push", own).succeeds();
        signIn("admin", server.adminPassword).succeeds();
        docker.run("push", name).succeeds();
        signIn(ana, server.adminPassword).succeeds();
        docker.run("rmi", name).succeeds();
        docker.run("pull", name).fails();
    }

    @Test
    void letsEveryonePullWhatIsPublic() throws IOException {
        signIn("admin", server.adminPassword).succeeds();
        String name = build("public");
        docker.run("push", name).succeeds();
        String repository = "admin/" + namespace + "/public";
        server.portcullis("grant", "add", "--to", "everyone", "--on", repository, "--level", "read-only")
                .succeeds();
        docker.run("logout", server.address()).succeeds();
        docker.run("rmi", name).succeeds();

        docker.run("pull", name).succeeds();
        docker.run("push", name).fails();
    }

    private Shell.Outcome signIn(String user, String password) {
        return docker.with("login", "-u", user, "--password-stdin").runWith(password, server.address());
    }

    private String build(String image) throws IOException {
        Path context = BuildContext.write(folder.resolve(image), "docker was here");
        String name = remote(image + ":1");
        docker.run("build", "--network", "none", "-t", name, context).succeeds();
        return name;
    }

    private String remote(String image) {
        return server.image(namespace + "/" + image);
    }

    private static String digestOf(Shell.Outcome push) {
        Matcher matcher = DIGEST.matcher(push.out());
        assertThat(matcher.find()).as("%s names a digest", push).isTrue();
        return matcher.group(1);
    }
}
