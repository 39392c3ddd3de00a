package dev.portcullis.cli;

import dev.portcullis.access.Accounts;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code portcullis org team sync}. */
@Command(
        name = "sync",
        description = "Lets an identity source decide the members of a team.",
        mixinStandardHelpOptions = true,
        subcommands = {TeamSyncCommand.Set.class, TeamSyncCommand.Show.class, TeamSyncCommand.Remove.class},
        footer = {"", "Example: portcullis org team sync set acme developers --source corp --settings team.json"})
final class TeamSyncCommand extends Group {

    @Command(
            name = "set",
            description =
                    "Lets a source decide. For a directory the settings name a group or a search: see docs/ldap.md.",
            footer = {"", "Example: portcullis org team sync set acme developers --source corp --settings team.json"})
    static final class Set extends OrgTeam.OfOne {
        @Option(names = "--source", required = true, paramLabel = "SOURCE", description = "The source's name.")
        String source = "";

        @Option(names = "--settings", required = true, paramLabel = "FILE", description = "What to look for, in JSON.")
        Path settings = Path.of("");

        @Override
        int run(House house) {
            house.identity.teamSyncs.put(Accounts.SYSTEM, organization, team, source, house.read(settings));
            print(source + " decides the members of " + organization + "/" + team
                    + ", from its next synchronization on.");
            return Main.OK;
        }
    }

    @Command(
            name = "show",
            description = "Prints which source decides, and by what.",
            footer = {"", "Example: portcullis org team sync show acme developers"})
    static final class Show extends OrgTeam.OfOne {
        @Override
        int run(House house) {
            house.identity
                    .teamSyncs
                    .find(organization, team)
                    .ifPresentOrElse(sync -> print(house.json(sync)), () -> print("Its members are kept by hand."));
            return Main.OK;
        }
    }

    @Command(
            name = "remove",
            description = "Takes the team back: its members stay, and are kept by hand.",
            footer = {"", "Example: portcullis org team sync remove acme developers"})
    static final class Remove extends OrgTeam.OfOne {
        @Override
        int run(House house) {
            house.identity.teamSyncs.delete(Accounts.SYSTEM, organization, team);
            print("The members of " + organization + "/" + team + " are kept by hand.");
            return Main.OK;
        }
    }
}
