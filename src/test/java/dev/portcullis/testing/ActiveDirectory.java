package dev.portcullis.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real Active Directory domain controller, by Samba, of a test's own: the domain {@value #DOMAIN} on loopback, with
 * a certificate of its own CA. Its ports cannot be chosen, so there is one at a time.
 */
public final class ActiveDirectory implements AutoCloseable {
    /** The domain in the names of people. */
    public static final String DOMAIN = "ad.example.test";
    /** Where the directory begins. */
    public static final String SUFFIX = "DC=ad,DC=example,DC=test";
    /** Everyone's password. */
    public static final String PASSWORD = "Directory-Secret-1";

    private static final Path PROGRAM = Path.of("/usr/sbin/samba");
    private static final String ADDRESS = "127.0.0.1";
    private static final int LDAPS = 636;

    private final Path folder = TestFolders.create("samba");
    private final Path configuration = folder.resolve("etc/smb.conf");
    private Process process;

    private ActiveDirectory() {}

    /** Whether it can run here: the Debian packages are installed, and we are root. */
    public static boolean canRun() {
        return Files.isExecutable(PROGRAM)
                && Files.isDirectory(Path.of("/usr/share/samba/setup"))
                && System.getProperty("user.name").equals("root");
    }

    /** A new domain with nobody but its administrator. */
    public static ActiveDirectory start() {
        try {
            ActiveDirectory directory = new ActiveDirectory();
            directory.provision();
            directory.listen();
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its certificate is for this address. */
    public String url() {
        return "ldaps://" + ADDRESS + ":" + LDAPS;
    }

    /** The CA of its certificate, in PEM. */
    public String caCertificate() {
        return read(folder.resolve("ca.crt"));
    }

    /** LDIF of somebody with {@link #PASSWORD} and these further attributes. */
    public static String person(String name, String... more) {
        byte[] password = ('"' + PASSWORD + '"').getBytes(StandardCharsets.UTF_16LE);
        return "dn: CN=" + name + ",CN=Users," + SUFFIX + "\nchangetype: add\nobjectClass: user\nsn: Example\n"
                + "sAMAccountName: " + name + "\nuserPrincipalName: " + name + "@" + DOMAIN + "\n"
                + "displayName: Full " + name + "\nunicodePwd:: "
                + Base64.getEncoder().encodeToString(password) + "\nuserAccountControl: 512\n"
                + String.join("", more) + "\n";
    }

    /** LDIF of a group with these members: people or groups. */
    public static String group(String name, String... members) {
        StringBuilder ldif = new StringBuilder("dn: CN=" + name + ",CN=Users," + SUFFIX
                + "\nchangetype: add\nobjectClass: group\nsAMAccountName: " + name + "\n");
        for (String member : members) {
            ldif.append("member: CN=")
                    .append(member)
                    .append(",CN=Users,")
                    .append(SUFFIX)
                    .append('\n');
        }
        return ldif.append('\n').toString();
    }

    /** LDIF that sets one attribute of an entry in the container of users. */
    public static String set(String name, String attribute, String value) {
        return "dn: CN=" + name + ",CN=Users," + SUFFIX + "\nchangetype: modify\nreplace: " + attribute + "\n"
                + attribute + ": " + value + "\n\n";
    }

    /** Changes the directory as its administrator would, by LDIF over LDAPS. */
    public void modify(String ldif) {
        try {
            Path file = Files.writeString(folder.resolve("change.ldif"), ldif);
            Path password = Files.writeString(folder.resolve("password"), PASSWORD);
            run(
                    "ldapmodify",
                    "-x",
                    "-H",
                    url(),
                    "-D",
                    "Administrator@" + DOMAIN,
                    "-y",
                    password.toString(),
                    "-f",
                    file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void provision() throws IOException {
        run(
                "samba-tool",
                "domain",
                "provision",
                "--server-role=dc",
                "--realm=" + DOMAIN.toUpperCase(java.util.Locale.ROOT),
                "--domain=EXAMPLE",
                "--host-name=dc1",
                "--adminpass=" + PASSWORD,
                "--dns-backend=NONE",
                "--use-rfc2307",
                "--targetdir=" + folder,
                "--option=vfs objects = dfs_samba4 acl_xattr xattr_tdb",
                "--option=interfaces = lo",
                "--option=bind interfaces only = yes",
                "--option=server services = ldap");
        Files.writeString(folder.resolve("san"), "subjectAltName=IP:" + ADDRESS + "\n");
        openssl("req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=Domain-CA -keyout ca.key -out ca.crt");
        openssl("req -new -newkey rsa:2048 -nodes -subj /CN=dc1 -keyout server.key -out server.csr");
        openssl("x509 -req -days 30 -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -extfile san"
                + " -out server.crt");
        String tls =
                "[global]\n\ttls keyfile = %1$s/server.key\n\ttls certfile = %1$s/server.crt\n\ttls cafile = %1$s/ca.crt\n"
                        .formatted(folder);
        Files.writeString(configuration, Files.readString(configuration).replace("[global]\n", tls));
    }

    private void openssl(String arguments) {
        List<String> words = new ArrayList<>(List.of("openssl"));
        words.addAll(List.of(arguments.split(" ")));
        run(words.toArray(String[]::new));
    }

    private void listen() throws IOException {
        Path log = folder.resolve("samba.log");
        process = new ProcessBuilder(PROGRAM.toString(), "-i", "-M", "single", "-s", configuration.toString())
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (!answers()) {
            assertThat(process.isAlive() && System.nanoTime() < end)
                    .as(() -> read(log))
                    .isTrue();
        }
    }

    private static boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), LDAPS)) {
            return socket.isConnected();
        } catch (IOException e) {
            try {
                Thread.sleep(100);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            return false;
        }
    }

    private void run(String... words) {
        try {
            Path out = folder.resolve("run.log");
            ProcessBuilder builder = new ProcessBuilder(words)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile());
            builder.environment().put("LDAPTLS_CACERT", folder.resolve("ca.crt").toString());
            Process tool = builder.start();
            assertThat(tool.waitFor(180, TimeUnit.SECONDS)).as(words[0]).isTrue();
            assertThat(tool.exitValue())
                    .as(() -> String.join(" ", words) + "\n" + read(out))
                    .isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
