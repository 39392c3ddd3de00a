package dev.portcullis.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real OpenLDAP server of a test's own: its folder, its ports, its CA. The entries come from LDIF; {@value #SUFFIX} and
 * {@value #READER}, who may read everything but passwords, are there already. Nobody reads without a bind, and no search
 * without pages gives more than 500 entries.
 */
public final class Slapd implements AutoCloseable {
    /** Where the directory begins. */
    public static final String SUFFIX = "dc=example,dc=test";
    /** Who searches. */
    public static final String READER = "cn=reader,dc=example,dc=test";
    /** Their password, and in LDIF of tests everyone's. */
    public static final String PASSWORD = "directory secret";

    private static final Path PROGRAM = Path.of("/usr/sbin/slapd");

    private final Path folder;
    private final boolean tls;
    private final int port;
    private final int tlsPort;
    private Process process;

    private Slapd(Path folder, boolean tls) throws IOException {
        this.folder = folder;
        this.tls = tls;
        this.port = Ports.free();
        this.tlsPort = Ports.free();
    }

    /** Whether the Debian package is installed: {@code bin/verify} does that. */
    public static boolean isInstalled() {
        return Files.isExecutable(PROGRAM);
    }

    /** A server with these entries. Without {@code tls} it knows neither LDAPS nor StartTLS. */
    public static Slapd start(String ldif, boolean tls) {
        try {
            Slapd slapd = new Slapd(TestFolders.create("slapd"), tls);
            slapd.prepare(ldif);
            slapd.start();
            return slapd;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code ldap://localhost:port}. */
    public String url() {
        return "ldap://localhost:" + port;
    }

    /** {@code ldaps://localhost:port}; its certificate is for {@code localhost} alone. */
    public String ldapsUrl() {
        return "ldaps://localhost:" + tlsPort;
    }

    /** The port without TLS. */
    public int port() {
        return port;
    }

    /** The port with TLS. */
    public int tlsPort() {
        return tlsPort;
    }

    /** The CA of the server's certificate, in PEM. */
    public String caCertificate() {
        return read("ca.crt");
    }

    /** What the server has logged: each connection, bind, search and result. */
    public String log() {
        return read("slapd.log");
    }

    /** Runs ldapmodify as the root of the directory with this LDIF. */
    public void modify(String ldif) {
        try {
            Path file = Files.writeString(folder.resolve("change.ldif"), ldif);
            run("ldapmodify", "-x", "-H", url(), "-D", "cn=root," + SUFFIX, "-w", PASSWORD, "-f", file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops the process as it is, so that connections stay and nothing is answered; or lets it go on. */
    public void freeze(boolean frozen) {
        run("kill", frozen ? "-STOP" : "-CONT", Long.toString(process.pid()));
    }

    /** Ends the process at once. */
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts it, again after {@link #kill}, on the same ports. */
    public void start() throws IOException {
        String urls = "ldap://127.0.0.1:" + port + (tls ? " ldaps://127.0.0.1:" + tlsPort : "");
        process = new ProcessBuilder(
                        PROGRAM.toString(),
                        "-d",
                        "256",
                        "-h",
                        urls,
                        "-f",
                        folder.resolve("slapd.conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("slapd.log").toFile()))
                .start();
        Ports.await(port, process, Duration.ofSeconds(30), this::log);
    }

    @Override
    public void close() {
        kill();
    }

    private void prepare(String ldif) throws IOException {
        Files.createDirectories(folder.resolve("db"));
        if (tls) {
            certificates();
        }
        Files.writeString(folder.resolve("slapd.conf"), configuration());
        Path file = Files.writeString(folder.resolve("data.ldif"), base() + "\n" + ldif);
        run("/usr/sbin/slapadd", "-q", "-f", folder.resolve("slapd.conf").toString(), "-l", file.toString());
    }

    private static String base() {
        return """
            dn: dc=example,dc=test
            objectClass: dcObject
            objectClass: organization
            o: Example
            dc: example

            dn: cn=reader,dc=example,dc=test
            objectClass: organizationalRole
            objectClass: simpleSecurityObject
            cn: reader
            userPassword: %s

            dn: ou=people,dc=example,dc=test
            objectClass: organizationalUnit
            ou: people

            dn: ou=groups,dc=example,dc=test
            objectClass: organizationalUnit
            ou: groups
            """.formatted(PASSWORD);
    }

    private String configuration() {
        String certificates = tls
                ? "TLSCACertificateFile %1$s/ca.crt\nTLSCertificateFile %1$s/server.crt\nTLSCertificateKeyFile %1$s/server.key\n"
                        .formatted(folder)
                : "";
        return """
                include /etc/ldap/schema/core.schema
                include /etc/ldap/schema/cosine.schema
                include /etc/ldap/schema/nis.schema
                include /etc/ldap/schema/inetorgperson.schema
                modulepath /usr/lib/ldap
                moduleload back_mdb
                %s
                database mdb
                maxsize 1073741824
                suffix "%s"
                rootdn "cn=root,%s"
                rootpw "%s"
                directory %s/db
                index objectClass eq
                index uid,cn,mail,member,entryUUID eq
                limits * size.soft=500 size.hard=500 size.pr=1000 size.prtotal=unlimited
                access to attrs=userPassword by anonymous auth by * none
                access to * by users read by anonymous auth
                """.formatted(certificates, SUFFIX, SUFFIX, PASSWORD, folder);
    }

    private void certificates() throws IOException {
        Files.writeString(folder.resolve("san"), "subjectAltName=DNS:localhost\n");
        openssl("req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=Example-CA -keyout ca.key -out ca.crt");
        openssl("req -new -newkey rsa:2048 -nodes -subj /CN=localhost -keyout server.key -out server.csr");
        openssl("x509 -req -days 30 -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -extfile san"
                + " -out server.crt");
    }

    private void openssl(String arguments) {
        List<String> words = new ArrayList<>(List.of("openssl"));
        words.addAll(List.of(arguments.split(" ")));
        run(words.toArray(String[]::new));
    }

    private void run(String... words) {
        try {
            Path out = folder.resolve("run.log");
            Process tool = new ProcessBuilder(words)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            assertThat(tool.waitFor(120, TimeUnit.SECONDS)).as(words[0]).isTrue();
            assertThat(tool.exitValue())
                    .as(() -> String.join(" ", words) + "\n" + read("run.log"))
                    .isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private String read(String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
