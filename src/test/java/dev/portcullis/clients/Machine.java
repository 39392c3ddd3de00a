package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A machine to install on: this one's files with changes in memory only, its own network, a systemd of its own, and a
 * Java 25 runtime in place of the JDK. See {@code src/test/machine/boot}.
 */
final class Machine implements AutoCloseable {
    private static final Path BOOT = Path.of("src", "test", "machine", "boot").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** What Eclipse Temurin's runtime has, of what programs use. */
    private static final String MODULES = "java.se,jdk.charsets,jdk.crypto.ec,jdk.httpserver,jdk.jfr,jdk.localedata,"
            + "jdk.management,jdk.naming.dns,jdk.net,jdk.security.auth,jdk.unsupported,jdk.zipfs";

    private final Shell shell;
    private final Path log;
    private final Process process;

    private Machine(Path folder, Path jre) throws IOException {
        shell = Shell.in(folder);
        log = folder.resolve("machine.log");
        Path root = Files.createDirectories(folder.resolve("machine"));
        process = new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "--propagation=private",
                        "--pid",
                        "--fork",
                        "--kill-child",
                        "--ipc",
                        "--uts",
                        "--net",
                        BOOT.toString(),
                        root.toString(),
                        jre.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    static Machine boot(Path folder) throws IOException, InterruptedException {
        Machine machine = new Machine(folder, runtime(folder.resolveSibling("jre")));
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (machine.run("systemctl", "is-system-running").exit() != 0) {
            assertThat(machine.process.isAlive() && System.nanoTime() < end)
                    .as(() -> machine.log())
                    .isTrue();
            Thread.sleep(100);
        }
        return machine;
    }

    /** A runtime without a compiler, made of the JDK that runs the tests; kept for the next run. */
    private static Path runtime(Path folder) {
        if (!Files.exists(folder.resolve("release"))) {
            Shell.in(folder.getParent())
                    .run(
                            Path.of(System.getProperty("java.home"), "bin", "jlink"),
                            "--add-modules",
                            MODULES,
                            "--generate-cds-archive",
                            "--output",
                            folder)
                    .succeeds();
        }
        return folder;
    }

    /** Runs a command on the machine, as root. */
    Shell.Outcome run(Object... command) {
        return runWith("", command);
    }

    /** As above, with this text as its standard input. */
    Shell.Outcome runWith(String input, Object... command) {
        // unshare's only child is the first process there.
        long first = process.children().findFirst().orElse(process.toHandle()).pid();
        List<Object> words = new ArrayList<>(List.of("nsenter", "--target", first));
        words.addAll(List.of("--mount", "--pid", "--ipc", "--uts", "--net", "--cgroup", "--root", "--wd", "env", "-i"));
        words.addAll(List.of("HOME=/root", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"));
        words.addAll(List.of("DEBIAN_FRONTEND=noninteractive", "LC_ALL=C.UTF-8"));
        words.addAll(List.of(command));
        return shell.runWith(input, words.toArray());
    }

    /** Runs lines of a shell there, which end at the first that fails. */
    Shell.Outcome script(String lines) {
        return run("bash", "-euo", "pipefail", "-c", lines);
    }

    private String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() {
        process.children().forEach(ProcessHandle::destroyForcibly);
        try {
            process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
