package dev.portcullis.cli;

import dev.portcullis.access.Accounts;
import dev.portcullis.access.DefaultGrants;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code portcullis org default-grant}. */
@Command(
        name = "default-grant",
        description = "Says what is granted on each new repository of an organization.",
        mixinStandardHelpOptions = true,
        subcommands = {OrgDefaultGrant.Put.class, OrgDefaultGrant.Remove.class, OrgDefaultGrant.ListAll.class},
        footer = {"", "Example: portcullis org default-grant set acme --to team:acme/developers --role read-write"})
final class OrgDefaultGrant extends Group {

    @Command(
            name = "set",
            description = "Sets what a user or a team gets on repositories to come.",
            footer = {"", "Example: portcullis org default-grant set acme --to team:acme/developers --role read-write"})
    static final class Put extends Org.OfOne {
        @Mixin
        GrantCommand.To to = new GrantCommand.To();

        @Option(
                names = "--role",
                required = true,
                paramLabel = "ROLE",
                description = "read-only, read-write, admin ...")
        String role = "";

        @Override
        void check() {
            to.subject(this);
        }

        @Override
        int run(House house) {
            house.defaultGrants.put(Accounts.SYSTEM, organization, to.subject(this), role);
            print(to.to + " gets " + role + " on each new repository of " + organization + ".");
            return Main.OK;
        }
    }

    @Command(
            name = "remove",
            description = "Takes one away; what was given with it stays.",
            footer = {"", "Example: portcullis org default-grant remove acme --to team:acme/developers"})
    static final class Remove extends Org.OfOne {
        @Mixin
        GrantCommand.To to = new GrantCommand.To();

        @Override
        void check() {
            to.subject(this);
        }

        @Override
        int run(House house) {
            boolean was = house.defaultGrants.remove(Accounts.SYSTEM, organization, to.subject(this));
            print(was ? "Taken away." : to.to + " has no default grant in " + organization + ".");
            return was ? Main.OK : Main.FAILED;
        }
    }

    @Command(
            name = "list",
            description = "Lists them.",
            footer = {"", "Example: portcullis org default-grant list acme"})
    static final class ListAll extends Org.OfOne {
        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        /** A line of the list. */
        record Line(String to, String role) {}

        @Override
        int run(House house) {
            print(
                    house,
                    json,
                    house.defaultGrants.list(organization).stream()
                            .map((DefaultGrants.Entry entry) ->
                                    new Line(entry.subject().text(), entry.role()))
                            .toList(),
                    line -> line.to() + "\t" + line.role());
            return Main.OK;
        }
    }
}
