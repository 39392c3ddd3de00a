package dev.portcullis.cli;

import dev.portcullis.access.Accounts;
import dev.portcullis.identity.IdentitySource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code portcullis source}. */
@Command(
        name = "source",
        description = "Manages identity sources: who proves who somebody is, in which order.",
        mixinStandardHelpOptions = true,
        subcommands = {
            SourceCommand.ListAll.class,
            SourceCommand.Show.class,
            SourceCommand.Add.class,
            SourceCommand.Set.class,
            SourceCommand.Enable.class,
            SourceCommand.Disable.class,
            SourceCommand.Order.class,
            SourceCommand.Remove.class,
            SourceTrial.class,
            SourceTrial.Login.class,
            SourceSync.Preview.class,
            SourceSync.class,
            SourceSync.Runs.class
        },
        footer = {
            "",
            "Example: portcullis source add corp --kind ldap --settings corp.json --secret-file ./bind-password"
        })
final class SourceCommand extends Group {
    /** Verbs about one source. */
    abstract static class OfOne extends Verb {
        @Parameters(index = "0", paramLabel = "SOURCE", description = "The source's name.")
        String source = "";
    }

    @Command(
            name = "list",
            description = "Lists the sources in the order in which they are asked.",
            footer = {"", "Example: portcullis source list"})
    static final class ListAll extends Verb {
        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        /** As it is printed: without settings. */
        record Line(String name, String kind, boolean enabled) {}

        @Override
        int run(House house) {
            List<Line> lines = house.identity.sources.inOrder().stream()
                    .map(source -> new Line(source.name(), source.kind(), source.enabled()))
                    .toList();
            print(house, json, lines, line -> line.name() + "\t" + line.kind() + (line.enabled() ? "\ton" : "\toff"));
            return Main.OK;
        }
    }

    @Command(
            name = "show",
            description = "Prints the settings of a source as JSON, without its secret.",
            footer = {"", "Example: portcullis source show corp > corp.json"})
    static final class Show extends OfOne {
        @Override
        int run(House house) {
            IdentitySource found = house.identity.sources.byName(source);
            print(found.settings().toPrettyString());
            return Main.OK;
        }
    }

    /** Verbs that take settings. */
    abstract static class WithSettings extends OfOne {
        @Option(
                names = "--settings",
                required = true,
                paramLabel = "FILE",
                description = "The settings, a JSON object: see docs/ldap.md.")
        Path settings = Path.of("");

        @Mixin
        SecretOptions secret = new SecretOptions();
    }

    @Command(
            name = "add",
            description = "Adds a source behind the others.",
            footer = {"", "Example: portcullis source add corp --kind ldap --settings corp.json --secret-file ./bind"})
    static final class Add extends WithSettings {
        @Option(names = "--kind", required = true, paramLabel = "KIND", description = "ldap or oidc.")
        String kind = "";

        @Override
        int run(House house) {
            house.identity.sources.create(Accounts.SYSTEM, source, kind, house.read(settings), secret.read());
            print("Added the source " + source + ".");
            return Main.OK;
        }
    }

    @Command(
            name = "set",
            description = "Replaces the settings of a source, and its secret where one is given.",
            footer = {"", "Example: portcullis source set corp --settings corp.json"})
    static final class Set extends WithSettings {
        @Override
        int run(House house) {
            house.identity.sources.update(Accounts.SYSTEM, source, house.read(settings), secret.read());
            print("Changed the source " + source + ".");
            return Main.OK;
        }
    }

    @Command(
            name = "enable",
            description = "Switches a source on.",
            footer = {"", "Example: portcullis source enable corp"})
    static final class Enable extends OfOne {
        @Override
        int run(House house) {
            house.identity.sources.setEnabled(Accounts.SYSTEM, source, true);
            print(source + " is on.");
            return Main.OK;
        }
    }

    @Command(
            name = "disable",
            description = "Switches a source off: nobody signs in through it, and it is not synchronized.",
            footer = {"", "Example: portcullis source disable corp"})
    static final class Disable extends OfOne {
        @Override
        int run(House house) {
            house.identity.sources.setEnabled(Accounts.SYSTEM, source, false);
            print(source + " is off.");
            return Main.OK;
        }
    }

    @Command(
            name = "order",
            description = "Sets the order in which the sources are asked. Name each once.",
            footer = {"", "Example: portcullis source order corp local"})
    static final class Order extends Verb {
        @Parameters(arity = "1..*", paramLabel = "SOURCE", description = "The names, the first one first.")
        List<String> names = new ArrayList<>();

        @Override
        int run(House house) {
            house.identity.sources.setOrder(Accounts.SYSTEM, names);
            print("The order is " + String.join(", ", names) + ".");
            return Main.OK;
        }
    }

    @Command(
            name = "remove",
            description = "Removes a source. The accounts stay, but nobody signs in through it any more.",
            footer = {"", "Example: portcullis source remove corp"})
    static final class Remove extends OfOne {
        @Override
        int run(House house) {
            house.identity.sources.delete(Accounts.SYSTEM, source);
            print("Removed the source " + source + ".");
            return Main.OK;
        }
    }
}
