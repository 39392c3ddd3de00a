package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.testing.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The server with its bytes in some store, as its users run it, and one client that pushes and pulls. */
final class PushAndPullOn {
    private static final Path LAUNCHER =
            Path.of(System.getProperty("portcullis.launcher", "bin/portcullis")).toAbsolutePath();
    private static final String PASSWORD = "a long secret of the tests";

    private final Path folder;
    private final Map<String, String> settings;
    private final int port = Ports.free();
    private Process server;

    /** @param settings variables of the server's environment */
    PushAndPullOn(Path folder, Map<String, String> settings) throws IOException {
        this.folder = folder;
        this.settings = settings;
        Files.writeString(folder.resolve("password"), PASSWORD);
    }

    /**
     * Pushes, pulls, and has the command line try the store.
     *
     * @param secret what must not be in the log
     * @param target the options that name the store to the command line
     */
    void run(String secret, Object... target) throws Exception {
        serve();
        try {
            ImageLayout image = ImageLayout.write(
                    folder.resolve("image"),
                    "amd64",
                    TarLayer.of("story", "in a cloud"),
                    TarLayer.noise("noise", 20_000_000, 5));
            Program skopeo = Shell.in(folder).program("skopeo");
            String remote = "docker://localhost:" + port + "/admin/cloud:1";
            skopeo.run(
                            "copy",
                            "--dest-tls-verify=false",
                            "--preserve-digests",
                            "--dest-creds",
                            "admin:" + PASSWORD,
                            image.reference(),
                            remote)
                    .succeeds();
            skopeo.run(
                            "copy",
                            "--src-tls-verify=false",
                            "--src-creds",
                            "admin:" + PASSWORD,
                            remote,
                            "oci:" + folder.resolve("back") + ":1")
                    .succeeds();
            assertThat(folder.resolve("back/blobs").resolve(image.digest().replace(':', '/')))
                    .exists();
            assertThat(folder.resolve("home/blobs")).doesNotExist();
            trial(target).succeeds().says("ok\twrite", "ok\tlist", "ok\tdelete");
            assertThat(log()).doesNotContain(secret);
        } finally {
            server.destroy();
            assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    private Shell.Outcome trial(Object... target) {
        Shell shell = Shell.in(folder);
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            shell = shell.with(setting.getKey(), setting.getValue());
        }
        return new Program(shell, List.of(LAUNCHER))
                .with("storage", "test")
                .with(target)
                .run("--home", folder.resolve("home"));
    }

    private void serve() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        LAUNCHER.toString(),
                        "serve",
                        "--home",
                        folder.resolve("home").toString(),
                        "--port",
                        String.valueOf(port),
                        "--admin-password-file",
                        folder.resolve("password").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("server.log").toFile());
        builder.environment().putAll(settings);
        server = builder.start();
        long deadline = System.nanoTime() + Duration.ofMinutes(10).toNanos();
        while (!log().contains("Stop it with")) {
            assertThat(server.isAlive() && System.nanoTime() < deadline)
                    .as(log())
                    .isTrue();
            Thread.sleep(100);
        }
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("server.log"));
    }
}
