package dev.portcullis.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code portcullis ready}. For a container, whose image has no other program that could ask. Over a bare socket, since it
 * is run every few seconds and a client of HTTP would have to be loaded first.
 */
@Command(
        name = "ready",
        description = "Asks the server on this machine whether it takes requests; ends with 0 only when it does.",
        mixinStandardHelpOptions = true,
        showDefaultValues = false,
        footer = {
            "",
            "Names in brackets are environment variables that say the same.",
            "Example: portcullis ready --port 5000"
        })
final class Ready implements Callable<Integer> {
    /** Each part of the server gives up after a second. */
    private static final int PATIENCE_MILLIS = 4000;
    /** A few hundred bytes are usual. */
    private static final int MOST_BYTES = 16 << 10;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "${env:PORTCULLIS_HOST:-127.0.0.1}",
            description = "Address that the server listens on; 127.0.0.1 when not given [PORTCULLIS_HOST].")
    String host = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "${env:PORTCULLIS_PORT:-5000}",
            description = "Its port without TLS; 5000 when not given [PORTCULLIS_PORT].")
    int port;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        try {
            String answer = ask();
            if (answer.matches("HTTP/1\\.[01] 200 (?s:.*)")) {
                spec.commandLine().getOut().println("ready");
                return Main.OK;
            }
            return no(answer.isEmpty() ? "it closed the connection" : body(answer));
        } catch (IOException failure) {
            return no(String.valueOf(failure.getMessage()));
        }
    }

    private String ask() throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address(), port), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream()
                    .write("GET /health/ready HTTP/1.0\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        }
    }

    /** A server that listens everywhere is asked over loopback. */
    private InetAddress address() throws IOException {
        InetAddress address = InetAddress.getByName(host);
        return address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
    }

    private static String body(String answer) {
        int end = answer.indexOf("\r\n\r\n");
        return (end < 0 ? answer : answer.substring(end)).strip();
    }

    private int no(String reason) {
        spec.commandLine().getErr().println("not ready: " + reason);
        spec.commandLine().getErr().flush();
        return Main.FAILED;
    }
}
