package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What docs/clients.md tells people to type does what it says. */
@ExtendWith(ClientsExtension.class)
class DocumentedCommandsTest {

    private static final Path PAGE = Path.of("docs", "clients.md");
    private static final Pattern CODE = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path home;

    record Section(String client, String commands) {

        static Section of(String text) {
            String commands =
                    CODE.matcher(text).results().map(block -> block.group(1)).collect(Collectors.joining());
            return new Section(text.lines().findFirst().orElseThrow(), commands);
        }

        @Override
        public String toString() {
            return client;
        }
    }

    static Stream<Section> sections() throws IOException {
        return Arrays.stream(Files.readString(PAGE).split("(?m)^## ")).skip(1).map(Section::of);
    }

    @ParameterizedTest
    @MethodSource("sections")
    void worksAsWritten(Section section, RegistryServer server, DockerEngine engine) throws IOException {
        assertThat(section.commands()).contains(section.client() + " ", "login");
        Shell shell = reader(engine);
        pushTheImage(server, shell);

        String commands = section.commands().replace("localhost:5000", server.address());
        shell.runWith(commands, "bash", "-euxo", "pipefail").succeeds();
    }

    /** The machine of somebody who reads the page: a password in a file, and an application to build. */
    private Shell reader(DockerEngine engine) throws IOException {
        BuildContext.write(home.resolve("context"), "documented");
        for (String file : new String[] {"Dockerfile", "busybox", "story"}) {
            Files.move(home.resolve("context").resolve(file), home.resolve(file));
        }
        Files.writeString(home.resolve("storage.conf"), """
                [storage]
                driver = "overlay"
                graphroot = "%1$s/graph"
                runroot = "%1$s/run"
                """.formatted(Folders.fresh("documented")));
        return Shell.in(home)
                .with("DOCKER_HOST", engine.host())
                .with("CONTAINERS_STORAGE_CONF", home.resolve("storage.conf").toString())
                .with("BUILDAH_ISOLATION", "chroot")
                .with("PATH", Tools.searchPath());
    }

    private void pushTheImage(RegistryServer server, Shell shell) throws IOException {
        Files.writeString(home.resolve("admin-password"), server.adminPassword);
        Program crane = shell.program("crane");
        crane.with("auth", "login", "-u", "admin", "--password-stdin")
                .runWith(server.adminPassword, server.address())
                .succeeds();
        crane.run("push", ImageLayout.small(home.resolve("image")).folder(), server.image("acme/my-app:1.0"))
                .succeeds();
        Files.deleteIfExists(home.resolve(".docker").resolve("config.json"));
    }
}
