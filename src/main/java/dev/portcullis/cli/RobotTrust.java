package dev.portcullis.cli;

import dev.portcullis.access.Accounts;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code portcullis robot trust}. */
@Command(
        name = "trust",
        description = "Says which workload tokens may act as a robot.",
        mixinStandardHelpOptions = true,
        subcommands = {RobotTrust.Add.class, RobotTrust.ListAll.class, RobotTrust.Remove.class},
        footer = {
            "",
            "Example: portcullis robot trust add acme+ci --issuer github --audience https://registry.example.com"
                    + " --claim repository=acme/web --claim ref=refs/heads/main"
        })
final class RobotTrust extends Group {

    /** Verbs about one robot. */
    abstract static class OfRobot extends Verb {
        @Parameters(index = "0", paramLabel = "ROBOT", description = "The robot's name, such as acme+ci.")
        String robot = "";
    }

    @Command(
            name = "add",
            description = "Lets tokens of an issuer act as the robot, when every claim is as said.",
            footer = {
                "",
                "Example: portcullis robot trust add acme+ci --issuer github --audience https://registry.example.com"
                        + " --claim repository=acme/web --claim ref=refs/heads/main"
            })
    static final class Add extends OfRobot {
        @Option(names = "--issuer", required = true, paramLabel = "NAME", description = "An issuer of this registry.")
        String issuer = "";

        @Option(
                names = "--audience",
                required = true,
                paramLabel = "TEXT",
                description = "What the token must be made for; choose this registry's address.")
        String audience = "";

        @Option(
                names = "--claim",
                required = true,
                paramLabel = "NAME=VALUE",
                description = "What a claim must be; * stands for any characters. Can be repeated.")
        Map<String, String> claims = new LinkedHashMap<>();

        @Override
        int run(House house) {
            long id = house.robotTrusts.create(Accounts.SYSTEM, robot, issuer, audience, claims);
            print(robot + " trusts tokens of " + issuer + " with these claims (trust " + id + ").");
            return Main.OK;
        }
    }

    @Command(
            name = "list",
            description = "Lists what a robot trusts.",
            footer = {"", "Example: portcullis robot trust list acme+ci --json"})
    static final class ListAll extends OfRobot {
        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        @Override
        int run(House house) {
            print(
                    house,
                    json,
                    house.robotTrusts.list(robot),
                    trust -> trust.id() + "\t" + trust.issuer() + "\t" + trust.audience() + "\t"
                            + trust.claims().entrySet().stream()
                                    .map(claim -> claim.getKey() + "=" + claim.getValue())
                                    .collect(Collectors.joining(" ")));
            return Main.OK;
        }
    }

    @Command(
            name = "remove",
            description = "Takes a trust back. What was got with it ends within a second.",
            footer = {"", "Example: portcullis robot trust remove acme+ci 7"})
    static final class Remove extends OfRobot {
        @Parameters(index = "1", paramLabel = "ID", description = "The trust's number in the list.")
        long id;

        @Override
        int run(House house) {
            house.robotTrusts.delete(Accounts.SYSTEM, robot, id);
            print(robot + " does not trust these tokens any more.");
            return Main.OK;
        }
    }
}
