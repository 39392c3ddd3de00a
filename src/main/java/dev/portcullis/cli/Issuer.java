package dev.portcullis.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.access.Accounts;
import dev.portcullis.identity.workload.WorkloadIssuers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code portcullis issuer}. */
@Command(
        name = "issuer",
        description = "Manages the issuers of workload tokens: platforms whose programs may act as robots.",
        mixinStandardHelpOptions = true,
        subcommands = {Issuer.Add.class, Issuer.ListAll.class, Issuer.Remove.class},
        footer = {"", "Example: portcullis issuer add github --issuer https://token.actions.githubusercontent.com"})
final class Issuer extends Group {

    @Command(
            name = "add",
            description = "Adds an issuer. Its keys are those that it publishes, unless they are given here.",
            footer = {"", "Example: portcullis issuer add github --issuer https://token.actions.githubusercontent.com"})
    static final class Add extends Verb {
        @Parameters(index = "0", paramLabel = "NAME", description = "How it is called here.")
        String name = "";

        @Option(
                names = "--issuer",
                required = true,
                paramLabel = "URL",
                description = "What its tokens say in iss, character by character.")
        String issuer = "";

        @Option(
                names = "--jwks-uri",
                paramLabel = "URL",
                description = "Where its keys are, if it publishes no metadata.")
        @Nullable
        String jwksUri;

        @Option(
                names = "--jwks-file",
                paramLabel = "FILE",
                description = "Its keys (RFC 7517), where it cannot be reached from here.")
        @Nullable
        Path jwksFile;

        @Option(names = "--ca-file", paramLabel = "FILE", description = "PEM of the certificates to trust for it.")
        @Nullable
        Path caFile;

        @Override
        int run(House house) throws IOException {
            ObjectNode settings = JsonNodeFactory.instance.objectNode();
            if (jwksUri != null) {
                settings.put("jwksUri", jwksUri);
            }
            if (jwksFile != null) {
                settings.set("jwks", house.parse(Files.readString(jwksFile)));
            }
            if (caFile != null) {
                settings.put("caBundle", Files.readString(caFile));
            }
            house.workloadIssuers.create(Accounts.SYSTEM, name, issuer, settings);
            print("Added the issuer " + name + ". Now let robots trust it: portcullis robot trust add --help");
            return Main.OK;
        }
    }

    @Command(
            name = "list",
            description = "Lists the issuers.",
            footer = {"", "Example: portcullis issuer list --json"})
    static final class ListAll extends Verb {
        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        @Override
        int run(House house) {
            print(
                    house,
                    json,
                    Pages.all(house.workloadIssuers::list, WorkloadIssuers.Row::name),
                    row -> row.name() + "\t" + row.issuer());
            return Main.OK;
        }
    }

    @Command(
            name = "remove",
            description = "Removes an issuer, with every robot's trust in its tokens.",
            footer = {"", "Example: portcullis issuer remove github"})
    static final class Remove extends Verb {
        @Parameters(index = "0", paramLabel = "NAME", description = "How it is called here.")
        String name = "";

        @Override
        int run(House house) {
            house.workloadIssuers.delete(Accounts.SYSTEM, name);
            print("Removed the issuer " + name + ".");
            return Main.OK;
        }
    }
}
