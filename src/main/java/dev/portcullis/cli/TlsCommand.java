package dev.portcullis.cli;

import dev.portcullis.access.Accounts;
import dev.portcullis.tls.CertificateView;
import dev.portcullis.tls.ServerCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code portcullis tls}. */
@Command(
        name = "tls",
        description = "Shows and changes the certificate of the https port. A running server takes it within a second.",
        mixinStandardHelpOptions = true,
        subcommands = {TlsCommand.Show.class, TlsCommand.Put.class, TlsCommand.Generate.class, TlsCommand.Ca.class},
        footer = {"", "Example: portcullis tls set --certificate fullchain.pem --key key.pem"})
final class TlsCommand extends Group {

    @Command(
            name = "show",
            description = "Says what clients are shown.",
            footer = {"", "Example: portcullis tls show"})
    static final class Show extends Verb {
        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        @Override
        int run(House house) {
            CertificateView view = house.certificates.view();
            if (json) {
                print(house.json(view));
            } else {
                told(this, view);
            }
            return Main.OK;
        }
    }

    private static void told(Verb verb, CertificateView view) {
        if (view.subject().isEmpty()) {
            verb.print("There is no certificate yet.");
            return;
        }
        verb.print(view.subject() + ", issued by " + view.issuer());
        verb.print("for " + String.join(", ", view.hosts()));
        verb.print("until " + view.notAfter() + " (" + view.daysLeft() + " days)");
        verb.print("SHA-256 " + view.fingerprint());
        view.warnings()
                .forEach(warning -> verb.print("Look at this: "
                        + switch (warning) {
                            case ENDS_SOON -> "it ends soon.";
                            case OTHER_HOST -> "it is not for the public address.";
                            case SELF_SIGNED -> "it has signed itself, so nobody trusts it.";
                        }));
    }

    @Command(
            name = "set",
            description = "Checks a certificate and uses it.",
            footer = {"", "Example: portcullis tls set --certificate fullchain.pem --key key.pem --ca our-ca.pem"})
    static final class Put extends Verb {
        @Option(
                names = "--certificate",
                required = true,
                paramLabel = "FILE",
                description = "The certificate and those between it and the CA, in PEM; or a PKCS#12 file.")
        Path certificate = Path.of("");

        @Option(names = "--key", paramLabel = "FILE", description = "The private key in PEM; none for PKCS#12.")
        @Nullable
        Path key;

        @Option(names = "--ca", paramLabel = "FILE", description = "The CA's certificate, to be given out at /ca.")
        @Nullable
        Path ca;

        @Option(names = "--key-password-file", paramLabel = "FILE", description = "Holds the password of the key.")
        @Nullable
        Path passwordFile;

        @Override
        int run(House house) throws IOException {
            String password = passwordFile == null ? null : PasswordOptions.read(passwordFile);
            String root = ca == null ? "" : Files.readString(ca);
            CertificateView view = key == null
                    ? house.certificates.uploadPkcs12(
                            Accounts.SYSTEM, Files.readAllBytes(certificate), password == null ? "" : password, root)
                    : house.certificates.upload(
                            Accounts.SYSTEM,
                            new ServerCertificates.Upload(
                                    Files.readString(certificate), Files.readString(key), root, password));
            told(this, view);
            return Main.OK;
        }
    }

    @Command(
            name = "generate",
            description = "Makes a certificate with the registry's own CA, which renews it.",
            footer = {"", "Example: portcullis tls generate registry.example.com 192.0.2.7"})
    static final class Generate extends Verb {
        @Parameters(
                arity = "0..*",
                paramLabel = "HOST",
                description = "What it is for; the public address and the names of this machine when none is given.")
        List<String> hosts = new ArrayList<>();

        @Override
        int run(House house) {
            told(
                    this,
                    house.certificates.generate(
                            Accounts.SYSTEM, hosts.isEmpty() ? house.certificates.usualHosts() : hosts));
            return Main.OK;
        }
    }

    @Command(
            name = "ca",
            description = "Prints the certificate of the CA that clients have to trust, where it is no public one.",
            footer = {"", "Example: portcullis tls ca > ca.crt"})
    static final class Ca extends Verb {
        @Override
        int run(House house) {
            String ca = house.certificates.ca();
            print(ca.isEmpty() ? "There is no CA of the registry's own." : ca.strip());
            return ca.isEmpty() ? Main.FAILED : Main.OK;
        }
    }
}
