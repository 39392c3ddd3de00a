package dev.portcullis.cli;

import dev.portcullis.access.Accounts;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code portcullis org team}. */
@Command(
        name = "team",
        description = "Manages the teams of an organization: those who are granted the same.",
        mixinStandardHelpOptions = true,
        subcommands = {
            OrgTeam.Create.class,
            OrgTeam.Delete.class,
            OrgTeam.Creator.class,
            OrgTeam.Add.class,
            OrgTeam.Remove.class,
            OrgTeam.ListAll.class,
            TeamSyncCommand.class
        },
        footer = {"", "Example: portcullis org team create acme developers"})
final class OrgTeam extends Group {

    /** Verbs about one team. */
    abstract static class OfOne extends Org.OfOne {
        @Parameters(index = "1", paramLabel = "TEAM", description = "The team's name.")
        String team = "";
    }

    /** Verbs about one member of a team. */
    abstract static class OfMember extends OfOne {
        @Parameters(index = "2", paramLabel = "USER", description = "The user's name.")
        String user = "";
    }

    @Command(
            name = "create",
            description = "Creates a team.",
            footer = {"", "Example: portcullis org team create acme developers"})
    static final class Create extends OfOne {
        @Override
        int run(House house) {
            house.teams.create(Accounts.SYSTEM, organization, team);
            print("Created the team " + organization + "/" + team + ".");
            return Main.OK;
        }
    }

    @Command(
            name = "creator",
            description = "Lets the members of a team create repositories, whose admin they become, or no longer.",
            footer = {"", "Example: portcullis org team creator acme developers"})
    static final class Creator extends OfOne {
        @Option(names = "--revoke", description = "Take it back.")
        boolean revoke;

        @Override
        int run(House house) {
            house.teams.setCreator(Accounts.SYSTEM, organization, team, !revoke);
            print("Members of " + organization + "/" + team + (revoke ? " create" : " may create")
                    + (revoke ? " no repositories any more." : " repositories."));
            return Main.OK;
        }
    }

    @Command(
            name = "delete",
            description = "Deletes a team and what it was granted.",
            footer = {"", "Example: portcullis org team delete acme developers"})
    static final class Delete extends OfOne {
        @Override
        int run(House house) {
            house.teams.delete(Accounts.SYSTEM, organization, team);
            print("Deleted the team " + organization + "/" + team + ".");
            return Main.OK;
        }
    }

    @Command(
            name = "add",
            description = "Adds a member of the organization to a team.",
            footer = {"", "Example: portcullis org team add acme developers ana"})
    static final class Add extends OfMember {
        @Override
        int run(House house) {
            house.teams.addMember(Accounts.SYSTEM, organization, team, user);
            print(user + " is in the team " + organization + "/" + team + ".");
            return Main.OK;
        }
    }

    @Command(
            name = "remove",
            description = "Takes a member out of a team.",
            footer = {"", "Example: portcullis org team remove acme developers ana"})
    static final class Remove extends OfMember {
        @Override
        int run(House house) {
            house.teams.removeMember(Accounts.SYSTEM, organization, team, user);
            print(user + " is not in the team " + organization + "/" + team + ".");
            return Main.OK;
        }
    }

    @Command(
            name = "list",
            description = "Lists the teams of an organization, or with --team the members of one.",
            footer = {"", "Example: portcullis org team list acme --team developers"})
    static final class ListAll extends Org.OfOne {
        @Option(names = "--team", paramLabel = "TEAM", description = "List this team's members.")
        String team = "";

        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        @Override
        int run(House house) {
            Pages.Page<String> pages = team.isEmpty()
                    ? (last, limit) -> house.teams.list(organization, last, limit)
                    : (last, limit) -> house.teams.members(organization, team, last, limit);
            print(house, json, Pages.all(pages, Function.identity()), Function.identity());
            return Main.OK;
        }
    }
}
