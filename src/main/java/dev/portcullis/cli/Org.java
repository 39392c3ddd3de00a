package dev.portcullis.cli;

import dev.portcullis.access.Accounts;
import dev.portcullis.access.Organizations;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code portcullis org}. */
@Command(
        name = "org",
        description = "Manages organizations, their members and teams.",
        mixinStandardHelpOptions = true,
        subcommands = {
            Org.Create.class,
            Org.ListAll.class,
            Org.Rename.class,
            Org.Delete.class,
            Org.Member.class,
            OrgTeam.class,
            OrgDefaultGrant.class
        },
        footer = {"", "Example: portcullis org create acme --owner ana"})
final class Org extends Group {

    /** Verbs about one organization. */
    abstract static class OfOne extends Verb {
        @Parameters(index = "0", paramLabel = "ORG", description = "The organization's name.")
        String organization = "";
    }

    @Command(
            name = "create",
            description = "Creates an organization.",
            footer = {"", "Example: portcullis org create acme --owner ana"})
    static final class Create extends OfOne {
        @Option(
                names = "--owner",
                paramLabel = "USER",
                description = "Its first owner; without one, administrators alone manage it.")
        @Nullable
        String owner;

        @Override
        int run(House house) {
            house.organizations.create(Accounts.SYSTEM, organization, owner);
            print("Created the organization " + organization + ".");
            return Main.OK;
        }
    }

    @Command(
            name = "list",
            description = "Lists the organizations.",
            footer = {"", "Example: portcullis org list --json"})
    static final class ListAll extends Verb {
        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        @Override
        int run(House house) {
            print(house, json, Pages.all(house.organizations::list, Function.identity()), Function.identity());
            return Main.OK;
        }
    }

    @Command(
            name = "rename",
            description = "Gives an organization another name, and its repositories and robots with it.",
            footer = {"", "Example: portcullis org rename acme acme-group"})
    static final class Rename extends OfOne {
        @Parameters(index = "1", paramLabel = "NEW", description = "The new name.")
        String newName = "";

        @Override
        int run(House house) {
            house.lifecycle.rename(Accounts.SYSTEM, organization, newName);
            print(organization + " is called " + newName + " now.");
            return Main.OK;
        }
    }

    @Command(
            name = "delete",
            description = "Deletes an organization that has no repositories, with its teams and grants.",
            footer = {"", "Example: portcullis org delete acme"})
    static final class Delete extends OfOne {
        @Override
        int run(House house) {
            house.organizations.delete(Accounts.SYSTEM, organization);
            print("Deleted the organization " + organization + ".");
            return Main.OK;
        }
    }

    @Command(
            name = "member",
            description = "Manages the members of an organization.",
            mixinStandardHelpOptions = true,
            subcommands = {PutMember.class, RemoveMember.class, ListMembers.class},
            footer = {"", "Example: portcullis org member add acme ana --owner"})
    static final class Member extends Group {}

    @Command(
            name = "add",
            description = "Adds a member, or makes one an owner or (without --owner) no longer one.",
            footer = {"", "Example: portcullis org member add acme ana --owner"})
    static final class PutMember extends OfOne {
        @Parameters(index = "1", paramLabel = "USER", description = "The user's name.")
        String user = "";

        @Option(names = "--owner", description = "Owners manage members, teams and all repositories.")
        boolean owner;

        @Override
        int run(House house) {
            house.organizations.putMember(Accounts.SYSTEM, organization, user, owner);
            print(user + " is " + (owner ? "an owner" : "a member") + " of " + organization + ".");
            return Main.OK;
        }
    }

    @Command(
            name = "remove",
            description = "Takes a member out of the organization and its teams.",
            footer = {"", "Example: portcullis org member remove acme ana"})
    static final class RemoveMember extends OfOne {
        @Parameters(index = "1", paramLabel = "USER", description = "The user's name.")
        String user = "";

        @Override
        int run(House house) {
            house.organizations.removeMember(Accounts.SYSTEM, organization, user);
            print(user + " is no member of " + organization + ".");
            return Main.OK;
        }
    }

    @Command(
            name = "list",
            description = "Lists the members of an organization.",
            footer = {"", "Example: portcullis org member list acme"})
    static final class ListMembers extends OfOne {
        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        @Override
        int run(House house) {
            print(
                    house,
                    json,
                    Pages.all(
                            (last, limit) -> house.organizations.members(organization, last, limit),
                            Organizations.Member::name),
                    member -> member.name() + (member.owner() ? "\towner" : "\tmember"));
            return Main.OK;
        }
    }
}
