package dev.portcullis.cli;

import dev.portcullis.access.Accounts;
import dev.portcullis.access.RobotList;
import dev.portcullis.access.Robots;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code portcullis robot}. */
@Command(
        name = "robot",
        description = "Manages robots: the accounts of machines.",
        mixinStandardHelpOptions = true,
        subcommands = {
            RobotCommand.Create.class,
            RobotCommand.ListAll.class,
            RobotCommand.Permit.class,
            RobotCommand.Rotate.class,
            RobotCommand.Activate.class,
            RobotCommand.Deactivate.class,
            RobotCommand.Delete.class,
            RobotTrust.class
        },
        footer = {"", "Example: portcullis robot create acme+ci --allow acme/web/*:pull,push"})
final class RobotCommand extends Group {

    /** Verbs about one robot. */
    abstract static class OfOne extends Verb {
        @Parameters(paramLabel = "ROBOT", description = "ORGANIZATION+NAME, or system+NAME: acme+ci.")
        String robot = "";
    }

    /** Verbs that say what a robot may do. */
    abstract static class WithPermissions extends OfOne {
        @Option(
                names = "--allow",
                required = true,
                paramLabel = "WHERE:ACTIONS",
                description = "Such as acme/web/*:pull,push. May be repeated.")
        List<String> allow = new ArrayList<>();

        final List<Robots.Permission> permissions() {
            return allow.stream().map(this::permission).toList();
        }

        private Robots.Permission permission(String text) {
            int colon = text.indexOf(':');
            if (colon <= 0) {
                throw new ParameterException(
                        spec.commandLine(), "--allow is WHERE:ACTIONS, such as acme/web/*:pull,push.");
            }
            return new Robots.Permission(
                    text.substring(0, colon), List.of(text.substring(colon + 1).split(",", -1)));
        }

        @Override
        void check() {
            permissions();
        }
    }

    @Command(
            name = "create",
            description = "Creates a robot and prints its secret, this once.",
            footer = {"", "Example: portcullis robot create acme+ci --allow acme/web/*:pull,push --expires-in 365d"})
    static final class Create extends WithPermissions {
        @Option(names = "--description", paramLabel = "TEXT", description = "What it is for.")
        String description = "";

        @Option(
                names = "--expires-in",
                paramLabel = "SPAN",
                converter = Gc.Span.class,
                description = "When it ends, such as 365d; never without it. Clients are warned 14 days before.")
        @Nullable
        Duration expiresIn;

        @Override
        int run(House house) {
            Instant end = expiresIn == null ? null : Instant.now().plus(expiresIn);
            print(house.robots
                    .create(Accounts.SYSTEM, robot, description, permissions(), end)
                    .secret());
            return Main.OK;
        }
    }

    @Command(
            name = "list",
            description = "Lists robots, of one organization or all.",
            footer = {"", "Example: portcullis robot list --org acme --review"})
    static final class ListAll extends Verb {
        @Option(
                names = "--org",
                paramLabel = "ORG",
                description = "Only of this organization; system for those of none.")
        @Nullable
        String organization;

        @Option(
                names = "--review",
                description = "Only those whose responsible person has left or is no owner any more.")
        boolean review;

        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        @Override
        int run(House house) {
            List<RobotList.Robot> all = Pages.all(
                    (last, limit) -> house.robotList.list(organization, review, last, limit), RobotList.Robot::name);
            print(
                    house,
                    json,
                    all,
                    one -> one.name() + (one.active() ? "\tactive" : "\tdeactivated") + "\tends "
                            + (one.expiresAt() == null ? "never" : one.expiresAt())
                            + (one.needsReview() ? "\treview" : "") + "\t"
                            + one.permissions().stream()
                                    .map(p -> p.repositories() + ":" + String.join(",", p.actions()))
                                    .reduce((a, b) -> a + " " + b)
                                    .orElse(""));
            return Main.OK;
        }
    }

    @Command(
            name = "permit",
            description = "Replaces what a robot may do. It is felt within a second.",
            footer = {"", "Example: portcullis robot permit acme+ci --allow acme/web:pull --allow acme/api:pull,push"})
    static final class Permit extends WithPermissions {
        @Override
        int run(House house) {
            house.robots.setPermissions(Accounts.SYSTEM, robot, permissions());
            print("Set what " + robot + " may do.");
            return Main.OK;
        }
    }

    @Command(
            name = "rotate",
            description = "Makes a new secret and prints it, this once. The one before goes on working for a while.",
            footer = {"", "Example: portcullis robot rotate acme+ci --overlap 24h"})
    static final class Rotate extends OfOne {
        @Option(
                names = "--overlap",
                paramLabel = "SPAN",
                converter = Gc.Span.class,
                defaultValue = "7d",
                description = "How long the one before works (default: 7d); 0s voids it at once.")
        Duration overlap = Robots.OVERLAP;

        @Override
        int run(House house) {
            print(house.robots.rotate(Accounts.SYSTEM, robot, overlap).secret());
            return Main.OK;
        }
    }

    @Command(
            name = "activate",
            description = "Lets a deactivated robot in again.",
            footer = {"", "Example: portcullis robot activate acme+ci"})
    static final class Activate extends OfOne {
        @Override
        int run(House house) {
            house.robots.setActive(Accounts.SYSTEM, robot, true);
            print(robot + " may sign in.");
            return Main.OK;
        }
    }

    @Command(
            name = "deactivate",
            description = "Keeps a robot out, within a second.",
            footer = {"", "Example: portcullis robot deactivate acme+ci"})
    static final class Deactivate extends OfOne {
        @Override
        int run(House house) {
            house.robots.setActive(Accounts.SYSTEM, robot, false);
            print(robot + " may not sign in.");
            return Main.OK;
        }
    }

    @Command(
            name = "delete",
            description = "Deletes a robot with its secrets.",
            footer = {"", "Example: portcullis robot delete acme+ci"})
    static final class Delete extends OfOne {
        @Override
        int run(House house) {
            house.robots.delete(Accounts.SYSTEM, robot);
            print("Deleted the robot " + robot + ".");
            return Main.OK;
        }
    }
}
