package dev.portcullis.cli;

import dev.portcullis.access.Accounts;
import dev.portcullis.access.Grant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code portcullis grant}. */
@Command(
        name = "grant",
        description = "Says who may do what.",
        mixinStandardHelpOptions = true,
        subcommands = {GrantCommand.Add.class, GrantCommand.Remove.class, GrantCommand.ListAll.class},
        footer = {"", "Example: portcullis grant add --to team:acme/developers --on acme/web --level read-write"})
final class GrantCommand extends Group {

    /** A line of {@code grant list}. */
    record Line(String to, String on, String level) {}

    static final class On {
        @Option(
                names = "--on",
                required = true,
                paramLabel = "WHERE",
                description =
                        "A repository (acme/web), all below a name (acme/web/*), or all of an account (acme/*, namespace:acme).")
        String on = "";

        Grant.Target target() {
            return on.startsWith("namespace:")
                    ? new Grant.Target.Namespace(on.substring("namespace:".length()))
                    : Grant.Target.parse(on);
        }
    }

    static final class To {
        @Option(
                names = "--to",
                required = true,
                paramLabel = "WHOM",
                description = "user:NAME, team:ORG/TEAM, or everyone.")
        String to = "";

        Grant.Subject subject(Verb verb) {
            return Grant.Subject.parse(to)
                    .orElseThrow(() -> new ParameterException(
                            verb.spec.commandLine(),
                            "--to is user:NAME, team:ORG/TEAM or everyone, and not " + to + "."));
        }
    }

    @Command(
            name = "add",
            description = "Grants a level, in place of the one that was granted to the same on the same.",
            footer = {"", "Example: portcullis grant add --to everyone --on acme/web --level read-only"})
    static final class Add extends Verb {
        @Mixin
        To to = new To();

        @Mixin
        On on = new On();

        @Option(
                names = {"--level", "--role"},
                required = true,
                paramLabel = "ROLE",
                description = "read-only, read-write, admin, or a role that you made: portcullis role list.")
        String level = "";

        @Override
        void check() {
            to.subject(this);
            on.target();
        }

        @Override
        int run(House house) {
            house.grants.grant(Accounts.SYSTEM, new Grant(to.subject(this), on.target(), level));
            print("Granted " + level + " on " + on.on + " to " + to.to + ".");
            return Main.OK;
        }
    }

    @Command(
            name = "remove",
            description = "Takes back what was granted. It is felt within a second.",
            footer = {"", "Example: portcullis grant remove --to user:ana --on acme/web"})
    static final class Remove extends Verb {
        @Mixin
        To to = new To();

        @Mixin
        On on = new On();

        @Override
        void check() {
            to.subject(this);
            on.target();
        }

        @Override
        int run(House house) {
            boolean was = house.grants.revoke(Accounts.SYSTEM, to.subject(this), on.target());
            print(
                    was
                            ? "Took back what " + to.to + " had on " + on.on + "."
                            : to.to + " had nothing on " + on.on + ". See: portcullis grant list --on " + on.on);
            return was ? Main.OK : Main.FAILED;
        }
    }

    @Command(
            name = "list",
            description = "Lists what is granted on a repository or a namespace.",
            footer = {"", "Example: portcullis grant list --on namespace:acme --json"})
    static final class ListAll extends Verb {
        @Mixin
        On on = new On();

        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        @Override
        void check() {
            on.target();
        }

        @Override
        int run(House house) {
            List<Line> lines = house.grants.list(on.target()).stream()
                    .map(grant ->
                            new Line(grant.subject().text(), grant.target().text(), grant.role()))
                    .toList();
            print(house, json, lines, line -> line.to() + "\t" + line.level());
            return Main.OK;
        }
    }
}
