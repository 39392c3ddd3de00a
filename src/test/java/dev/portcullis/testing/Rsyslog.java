package dev.portcullis.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A real rsyslog that takes messages by TLS, and writes the parts of each, as it has understood them, to a line. */
public final class Rsyslog implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/sbin/rsyslogd");
    /** What {@link Message} reads: the properties of rsyslog that hold the fields of RFC 5424. */
    private static final String PARTS =
            "%pri%\\t%protocol-version%\\t%timestamp:::date-rfc3339%\\t%hostname%\\t%app-name%"
                    + "\\t%procid%\\t%msgid%\\t%structured-data%\\t%msg%\\n";

    private final Path folder = TestFolders.create("rsyslog");
    private final int port = Ports.free();
    private final TestCertificate certificate = TestCertificate.issued("localhost");
    private Process process;

    /** A message as rsyslog has parsed it. */
    public record Message(
            String priority,
            String version,
            String timestamp,
            String hostname,
            String application,
            String process,
            String id,
            String data,
            String text) {
        static Message of(String line) {
            String[] parts = line.split("\t", -1);
            return new Message(
                    parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], parts[6], parts[7], parts[8].strip());
        }
    }

    /** Starts it. */
    public Rsyslog() {
        try {
            Files.writeString(folder.resolve("key.pem"), Files.readString(certificate.key()));
            Files.writeString(folder.resolve("cert.pem"), certificate.chain());
            Files.writeString(folder.resolve("rsyslog.conf"), """
                    global(workDirectory="%1$s" maxMessageSize="64k" defaultNetstreamDriver="ossl"
                      defaultNetstreamDriverCAFile="%2$s" defaultNetstreamDriverCertFile="%1$s/cert.pem"
                      defaultNetstreamDriverKeyFile="%1$s/key.pem")
                    module(load="imtcp" streamDriver.name="ossl" streamDriver.mode="1" streamDriver.authMode="anon")
                    template(name="parts" type="string" string="%3$s")
                    ruleset(name="keep") { action(type="omfile" file="%1$s/received" template="parts") }
                    input(type="imtcp" address="127.0.0.1" port="%4$d" ruleset="keep")
                    """.formatted(folder, certificate.pem(), PARTS, port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
    }

    /** Whether the Debian packages are installed: {@code bin/verify} does that. */
    public static boolean isInstalled() {
        return Files.isExecutable(PROGRAM);
    }

    /** {@code localhost:port}. */
    public String address() {
        return "localhost:" + port;
    }

    /** The CA of its certificate. */
    public Path ca() {
        return certificate.pem();
    }

    /** What it has received so far. */
    public List<Message> received() {
        Path file = folder.resolve("received");
        try {
            return Files.exists(file)
                    ? Files.readAllLines(file).stream().map(Message::of).toList()
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    /** Starts it, again after {@link #kill}, on the same port. */
    public void start() {
        try {
            Files.deleteIfExists(folder.resolve("pid"));
            process = new ProcessBuilder(
                            PROGRAM.toString(),
                            "-n",
                            "-f",
                            folder.resolve("rsyslog.conf").toString(),
                            "-i",
                            folder.resolve("pid").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("log").toFile()))
                    .start();
            Ports.await(port, process, Duration.ofSeconds(30), this::log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it says of itself. */
    public String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
