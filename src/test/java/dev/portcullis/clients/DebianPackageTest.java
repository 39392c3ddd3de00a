package dev.portcullis.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code deploy/dist} makes, really installed: on a machine with systemd and without a JDK. */
class DebianPackageTest {
    private static final String PASSWORD = "a real secret of the tests";
    private static final String SETTINGS = "/etc/portcullis/portcullis.env";
    private static final Path CRANE = Tools.tool("crane");
    private static final Pattern EXPOSURE = Pattern.compile("Overall exposure level for .*: ([0-9.]+) ");

    private static Path folder;
    private static Machine machine;

    @BeforeAll
    static void build() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can set up a machine");
        folder = Folders.fresh("debian");
        Shell shell = Shell.in(folder);
        Path dist = Path.of("deploy", "dist").toAbsolutePath();
        shell.run(dist, "--no-sbom", "--output", folder.resolve("first")).succeeds();
        shell.run(dist, "--no-sbom", "--only", "deb", "--revision", "2", "--output", folder.resolve("second"))
                .succeeds();
        machine = Machine.boot(folder);
    }

    @AfterAll
    static void end() throws IOException {
        if (machine != null) {
            machine.close();
            Folders.delete(folder);
        }
    }

    @Test
    void theArchiveRunsWhereNobodyMayWriteAndSaysWhatIsMissing() throws IOException {
        machine.script("""
                tar -xf %s -C /opt && ln -s /opt/portcullis-* /opt/portcullis
                find /opt/portcullis/ ! -user 0 | grep . && exit 1
                find /opt/portcullis/ | sort | sha256sum >/tmp/before
                """.formatted(only("first", ".tar.gz"))).succeeds();

        // As a user who may write nowhere but in the home of the registry; there is no file for faster starts then.
        machine.script("""
                        install -d -o daemon /tmp/archive
                        setpriv --reuid daemon --regid daemon --clear-groups env PORTCULLIS_CACHE_FOLDER=/proc/none \\
                          /opt/portcullis/bin/portcullis serve --home /tmp/archive/home --port 5100 >/tmp/log 2>&1 &
                        timeout 180 bash -c 'until grep "^Portcullis serves" /tmp/log; do sleep 0.1; done'
                        kill $! && wait $!
                        find /opt/portcullis/ | sort | sha256sum | cmp - /tmp/before
                        """).succeeds().says("http://localhost:5100");

        machine.run(
                        "unshare",
                        "--mount",
                        "sh",
                        "-c",
                        "mount -t tmpfs none /opt/java; /opt/portcullis/bin/portcullis version")
                .fails()
                .says("No Java 25 was found", "temurin-25-jre", "JAVA_HOME");
    }

    @Test
    void theUnitClosesWhatItCan() {
        Path unit = Path.of("deploy", "systemd", "portcullis.service").toAbsolutePath();
        Shell shell = Shell.in(folder);
        Matcher exposure =
                EXPOSURE.matcher(shell.run("systemd-analyze", "security", "--no-pager", "--offline=true", unit)
                        .succeeds()
                        .out());
        assertThat(exposure.find()).isTrue();
        assertThat(Double.parseDouble(exposure.group(1))).isLessThanOrEqualTo(1.3);
    }

    @Test
    void thePackageIsInstalledUpgradedRemovedAndPurged() throws IOException {
        machine.script("install -D -m 600 /dev/stdin /etc/credstore/portcullis.admin_password <<<'" + PASSWORD + "'")
                .succeeds();
        install("first");
        awaitReady(5000);
        assertThat(listening()).isNotEmpty().allMatch(address -> address.endsWith("0100007F"));
        machine.run("systemd-analyze", "verify", "/usr/lib/systemd/system/portcullis.service")
                .succeeds();
        machine.run("systemctl", "show", "-P", "User", "portcullis").says("portcullis");
        // Commands of root act on the service's registry, as its user.
        machine.run("portcullis", "user", "list").succeeds().says("admin");
        assertThat(machine.run("find", "/var/lib/portcullis", "!", "-user", "portcullis")
                        .value())
                .isEmpty();

        String image = "localhost:5001/admin/kept:1";
        machine.script("printf '# mine\\nPORTCULLIS_PORT=5001\\n' >>%s && systemctl restart portcullis"
                        .formatted(SETTINGS))
                .succeeds();
        awaitReady(5001);
        machine.runWith(PASSWORD, CRANE, "auth", "login", "-u", "admin", "--password-stdin", "localhost:5001")
                .succeeds();
        ImageLayout layout = ImageLayout.small(Files.createDirectories(folder.resolve("image")));
        crane("push", layout.folder(), image).succeeds();

        install("second");
        awaitReady(5001);
        machine.run("dpkg-query", "-W", "portcullis").says("-2");
        assertThat(crane("digest", image).succeeds().value()).isEqualTo(layout.digest());
        crane("pull", image, "/tmp/pulled.tar").succeeds();
        machine.run("cat", SETTINGS).says("# mine");

        machine.run("dpkg", "--no-triggers", "--remove", "portcullis").succeeds();
        machine.run("systemctl", "is-active", "portcullis").fails();
        machine.run("ls", SETTINGS, "/var/lib/portcullis/master.key").succeeds();
        machine.run("dpkg", "--no-triggers", "--purge", "portcullis")
                .succeeds()
                .says("/var/lib/portcullis is kept", "deluser");
        machine.run("ls", "/etc/portcullis").fails();
        machine.run("ls", "/var/cache/portcullis").fails();
        machine.run("ls", "/var/lib/portcullis/master.key").succeeds();
    }

    private static Shell.Outcome crane(Object... words) {
        return machine.run(Stream.concat(Stream.of(CRANE), Stream.of(words)).toArray());
    }

    private static void install(String made) throws IOException {
        machine.run("dpkg", "--no-triggers", "--install", only(made, ".deb")).succeeds();
    }

    private static void awaitReady(int port) {
        Shell.Outcome ready = machine.script("""
                for _ in {1..1800}; do
                  if (exec 3<>/dev/tcp/127.0.0.1/%d && printf 'GET /health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q ' 200 ' <&3) 2>/dev/null
                  then exit 0; fi
                  sleep 0.1
                done
                exit 1""".formatted(port));
        assertThat(ready.exit())
                .as(() -> machine.script(
                                "systemctl status --no-pager portcullis; journalctl -u portcullis | tail -n 50")
                        .all())
                .isZero();
    }

    /** The local addresses that somebody listens on, as the kernel writes them: 0100007F is 127.0.0.1. */
    private static List<String> listening() {
        return machine.script("awk '$4 == \"0A\" { split($2, a, \":\"); print a[1] }' /proc/net/tcp /proc/net/tcp6")
                .succeeds()
                .out()
                .lines()
                .toList();
    }

    private static Path only(String made, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(made))) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
