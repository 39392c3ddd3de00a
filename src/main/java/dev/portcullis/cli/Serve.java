package dev.portcullis.cli;

import dev.portcullis.error.CannotStartException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code portcullis serve}. */
@Command(
        name = "serve",
        description = "Runs the registry until it is told to stop (Ctrl-C, SIGTERM).",
        mixinStandardHelpOptions = true,
        showDefaultValues = false,
        footer = {
            "",
            "Names in brackets are environment variables that say the same.",
            "Example: portcullis serve --home /srv/registry --port 5000 --admin-password-file /run/secrets/admin"
        })
final class Serve implements Callable<Integer> {
    @Mixin
    HomeOptions homeOptions = new HomeOptions();

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "${env:PORTCULLIS_HOST:-127.0.0.1}",
            description = "Address to listen on; 127.0.0.1 when not given [PORTCULLIS_HOST].")
    String host = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "${env:PORTCULLIS_PORT:-5000}",
            description = "Port to listen on; 5000 when not given [PORTCULLIS_PORT].")
    int port;

    @Option(
            names = "--https-port",
            paramLabel = "N",
            defaultValue = "${env:PORTCULLIS_HTTPS_PORT:-0}",
            description = {
                "Port for https; none when not given. The first start makes a certificate, which can be replaced while",
                "the registry runs. Other machines are then sent from --port to this one [PORTCULLIS_HTTPS_PORT]."
            })
    int httpsPort;

    @Option(
            names = "--https-client-ca",
            paramLabel = "FILE",
            defaultValue = "${env:PORTCULLIS_HTTPS_CLIENT_CA}",
            description = {
                "Let only clients with a certificate of these CAs (PEM) connect to the https port. They sign in besides",
                "[PORTCULLIS_HTTPS_CLIENT_CA]."
            })
    @Nullable
    Path httpsClientCa;

    @Option(
            names = "--admin-password-file",
            paramLabel = "FILE",
            defaultValue = "${env:PORTCULLIS_ADMIN_PASSWORD_FILE}",
            description = {
                "The first start makes the administrator admin with the password in this file.",
                "Without it, the start prints a link that does so once [PORTCULLIS_ADMIN_PASSWORD_FILE]."
            })
    @Nullable
    Path adminPasswordFile;

    @Option(
            names = "--insecure-http",
            defaultValue = "${env:PORTCULLIS_INSECURE_HTTP:-false}",
            // Otherwise the option would turn off what the variable turns on.
            fallbackValue = "true",
            description = "Listen beyond this machine without TLS [PORTCULLIS_INSECURE_HTTP].")
    boolean insecureHttp;

    @Option(
            names = "--public-address",
            paramLabel = "URL",
            defaultValue = "${env:PORTCULLIS_PUBLIC_ADDRESS}",
            description = "How clients reach this registry, such as https://registry.example.com"
                    + " [PORTCULLIS_PUBLIC_ADDRESS].")
    @Nullable
    String publicAddress;

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            defaultValue = "${env:PORTCULLIS_LOG_FORMAT:-auto}",
            description = {
                "How the log is written: text, json (a line an event), or auto: text on a terminal, else json",
                "[PORTCULLIS_LOG_FORMAT]."
            })
    LogFormat logFormat = LogFormat.AUTO;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        refuseWideWithoutTls();
        refuseTakenPort(port, "--port");
        if (httpsPort != 0) {
            refuseTakenPort(httpsPort, "--https-port");
        }
        if (adminPasswordFile != null && !Files.isReadable(adminPasswordFile)) {
            throw new CannotStartException("The file " + adminPasswordFile
                    + " of --admin-password-file cannot be read. Make it, or correct the name.");
        }
        Path home = homeOptions.prepareHome();
        try (HomeLock _ = HomeLock.take(home);
                Database database = Database.open(
                        home, homeOptions.databaseUrl, spec.commandLine().getErr())) {
            return Program.serve(home, database, properties(home, database));
        }
    }

    private Map<String, String> properties(Path home, Database database) {
        Map<String, String> properties = new HashMap<>(logFormat.properties(home));
        properties.put("quarkus.http.host", host);
        properties.put("quarkus.http.port", Integer.toString(port));
        properties.put("portcullis.background", "true");
        properties.put("portcullis.node.address", host + ":" + port);
        // Only the holder of the home's lock knows the embedded database's password.
        properties.put("portcullis.node.only", Boolean.toString(database.isEmbedded()));
        properties.put("portcullis.insecure-http", Boolean.toString(insecureHttp));
        if (httpsPort != 0) {
            properties.put("portcullis.https", "true");
            properties.put("portcullis.https-public-port", Integer.toString(httpsPort));
            properties.put("quarkus.http.ssl-port", Integer.toString(httpsPort));
            if (httpsClientCa != null) {
                properties.put("portcullis.https-client-ca", httpsClientCa.toString());
            }
        }
        if (publicAddress != null) {
            properties.put("portcullis.public-address", publicAddress);
        }
        if (adminPasswordFile != null) {
            properties.put("portcullis.admin-password-file", adminPasswordFile.toString());
        }
        return properties;
    }

    private void refuseWideWithoutTls() throws IOException {
        if (!insecureHttp && httpsPort == 0 && !address().isLoopbackAddress()) {
            throw new CannotStartException(
                    "Listening on " + host + " without TLS would show passwords and images to the"
                            + " network. Add --https-port 8443, or keep 127.0.0.1 and put a TLS proxy in front, or add"
                            + " --insecure-http if this network is to be trusted.");
        }
    }

    /** Asked before anything is started, since this is what goes wrong most often. */
    private void refuseTakenPort(int wanted, String option) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address(), wanted));
        } catch (IOException taken) {
            throw new CannotStartException("Port " + wanted + " on " + host + " cannot be used (" + taken.getMessage()
                    + "). Stop the program that listens there, or choose another with " + option + ".");
        }
    }

    private InetAddress address() {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException unknown) {
            throw new CannotStartException("There is no address " + host + " here. Correct --host.");
        }
    }
}
