package dev.portcullis.cli;

import dev.portcullis.access.Accounts;
import dev.portcullis.access.Roles;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code portcullis role}. */
@Command(
        name = "role",
        description = "Manages roles: named sets of permissions that grants give.",
        mixinStandardHelpOptions = true,
        subcommands = {RoleCommand.Put.class, RoleCommand.ListAll.class, RoleCommand.Delete.class},
        footer = {"", "Example: portcullis role set publisher --permission push"})
final class RoleCommand extends Group {

    @Command(
            name = "set",
            description = "Makes a role, or gives it other permissions. View and pull are part of every role.",
            footer = {"", "Example: portcullis role set publisher --permission push --description 'push, not delete'"})
    static final class Put extends Verb {
        @Parameters(paramLabel = "ROLE", description = "The role's name.")
        String role = "";

        @Option(names = "--permission", required = true, paramLabel = "NAME", description = "May be repeated.")
        List<String> permissions = new ArrayList<>();

        @Option(names = "--description", paramLabel = "TEXT", description = "What it is for.")
        String description = "";

        @Override
        int run(House house) {
            house.roles.put(Accounts.SYSTEM, role, description, permissions);
            print("The role " + role + " is set.");
            return Main.OK;
        }
    }

    @Command(
            name = "list",
            description = "Lists the roles.",
            footer = {"", "Example: portcullis role list"})
    static final class ListAll extends Verb {
        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        @Override
        int run(House house) {
            print(
                    house,
                    json,
                    Pages.all(house.roles::list, Roles.Role::name),
                    role -> role.name()
                            + (role.builtIn() ? "\tbuilt in\t" : "\town\t")
                            + String.join(",", role.permissions()));
            return Main.OK;
        }
    }

    @Command(
            name = "delete",
            description = "Deletes a role that no grant gives.",
            footer = {"", "Example: portcullis role delete publisher"})
    static final class Delete extends Verb {
        @Parameters(paramLabel = "ROLE", description = "The role's name.")
        String role = "";

        @Override
        int run(House house) {
            house.roles.delete(Accounts.SYSTEM, role);
            print("Deleted the role " + role + ".");
            return Main.OK;
        }
    }
}
