package dev.portcullis.cli;

import dev.portcullis.access.AccountLifecycle;
import dev.portcullis.access.Accounts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code portcullis user}. */
@Command(
        name = "user",
        description = "Manages the users of this registry.",
        mixinStandardHelpOptions = true,
        subcommands = {
            User.Create.class,
            User.ListUsers.class,
            User.Passwd.class,
            User.ResetSecondFactor.class,
            User.Activate.class,
            User.Deactivate.class,
            User.Admin.class,
            User.Auditor.class,
            User.Rename.class,
            UserLink.class,
            UserLink.Unlink.class,
            User.Delete.class
        },
        footer = {"", "Example: portcullis user create ana --password-file ./ana-password"})
final class User extends Group {

    /** Verbs about one user. */
    abstract static class OfOne extends Verb {
        @Parameters(index = "0", paramLabel = "NAME", description = "The user's name.")
        String name = "";
    }

    @Command(
            name = "create",
            description = "Creates a user.",
            footer = {"", "Example: pass show ana | portcullis user create ana --password-stdin"})
    static final class Create extends OfOne {
        @Mixin
        PasswordOptions password = new PasswordOptions();

        @Option(names = "--admin", description = "Make the user an administrator of the registry.")
        boolean admin;

        @Override
        int run(House house) {
            house.accounts.createUser(Accounts.SYSTEM, name, password.read(), admin);
            print("Created the user " + name + (admin ? ", an administrator." : "."));
            return Main.OK;
        }
    }

    @Command(
            name = "list",
            description = "Lists the users.",
            footer = {"", "Example: portcullis user list --json"})
    static final class ListUsers extends Verb {
        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        @Override
        int run(House house) {
            print(
                    house,
                    json,
                    Pages.all(house.accounts::list, Accounts.User::name),
                    user -> user.name()
                            + (user.administrator() ? "\tadministrator" : "\tuser")
                            + (user.active() ? "\tactive" : "\tdeactivated"));
            return Main.OK;
        }
    }

    @Command(
            name = "passwd",
            description = "Sets a user's password. What is signed in with the old one is refused within a second.",
            footer = {"", "Example: portcullis user passwd ana --password-file ./ana-password"})
    static final class Passwd extends OfOne {
        @Mixin
        PasswordOptions password = new PasswordOptions();

        @Override
        int run(House house) {
            house.accounts.setPassword(Accounts.SYSTEM, name, password.read());
            print("Set the password of " + name + ".");
            return Main.OK;
        }
    }

    @Command(
            name = "reset-second-factor",
            description = "Turns off the second factor of a user who has lost it, and signs them out of all browsers.",
            footer = {"", "Example: portcullis user reset-second-factor ana"})
    static final class ResetSecondFactor extends OfOne {
        @Override
        int run(House house) {
            house.secondFactors.reset(Accounts.SYSTEM, name);
            print("Turned off the second factor of " + name + ".");
            return Main.OK;
        }
    }

    @Command(
            name = "activate",
            description = "Lets a deactivated user in again.",
            footer = {"", "Example: portcullis user activate ana"})
    static final class Activate extends OfOne {
        @Override
        int run(House house) {
            house.accounts.setActive(Accounts.SYSTEM, name, true);
            print(name + " may sign in.");
            return Main.OK;
        }
    }

    @Command(
            name = "deactivate",
            description = "Keeps a user out, within a second, and keeps all that is theirs.",
            footer = {"", "Example: portcullis user deactivate ana"})
    static final class Deactivate extends OfOne {
        @Override
        int run(House house) {
            house.accounts.setActive(Accounts.SYSTEM, name, false);
            print(name + " may not sign in.");
            return Main.OK;
        }
    }

    @Command(
            name = "admin",
            description = "Makes a user an administrator of the registry, or no longer one.",
            footer = {"", "Example: portcullis user admin ana --revoke"})
    static final class Admin extends OfOne {
        @Option(names = "--revoke", description = "Take it back.")
        boolean revoke;

        @Override
        int run(House house) {
            house.accounts.setAdministrator(Accounts.SYSTEM, name, !revoke);
            print(name + (revoke ? " is no administrator." : " is an administrator."));
            return Main.OK;
        }
    }

    @Command(
            name = "auditor",
            description = "Makes a user an auditor, who sees everything and changes nothing, or no longer one.",
            footer = {"", "Example: portcullis user auditor ana --pulls"})
    static final class Auditor extends OfOne {
        @Option(names = "--pulls", description = "Let the auditor pull from every repository too.")
        boolean pulls;

        @Option(names = "--revoke", description = "Take it back.")
        boolean revoke;

        @Override
        int run(House house) {
            house.accounts.setAuditor(Accounts.SYSTEM, name, !revoke, pulls);
            print(name + (revoke ? " is no auditor." : " is an auditor."));
            return Main.OK;
        }
    }

    @Command(
            name = "rename",
            description = "Gives a user another name, and the repositories in that namespace with it.",
            footer = {"", "Example: portcullis user rename ana ana.silva"})
    static final class Rename extends OfOne {
        @Parameters(index = "1", paramLabel = "NEW", description = "The new name.")
        String newName = "";

        @Override
        int run(House house) {
            house.accounts.find(name);
            house.lifecycle.rename(Accounts.SYSTEM, name, newName);
            print(name + " is called " + newName + " now.");
            return Main.OK;
        }
    }

    @Command(
            name = "delete",
            description = "Shows what goes with a user, and with --yes deletes one who has no repositories.",
            footer = {"", "Example: portcullis user delete ana --yes"})
    static final class Delete extends OfOne {
        @Option(names = "--yes", description = "Do it; it cannot be undone.")
        boolean yes;

        @Override
        int run(House house) {
            AccountLifecycle.Belongings gone = house.lifecycle.belongings(name);
            if (!yes) {
                print(name + " has " + gone.repositories() + " repositories, " + gone.accessTokens()
                        + " access tokens, " + gone.memberships() + " memberships, " + gone.grants() + " grants and "
                        + gone.sessions() + " sessions. To delete all of it: --yes");
                return Main.FAILED;
            }
            house.accounts.delete(Accounts.SYSTEM, name);
            print("Deleted the user " + name + ".");
            return Main.OK;
        }
    }
}
