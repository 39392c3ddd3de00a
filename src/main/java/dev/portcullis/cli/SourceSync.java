package dev.portcullis.cli;

import dev.portcullis.access.Accounts;
import dev.portcullis.identity.ldap.SyncPlan;
import dev.portcullis.identity.ldap.SyncRun;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code portcullis source sync}. */
@Command(
        name = "sync",
        description = "Makes accounts, administrators and teams what the directory says, and prints the log.",
        footer = {"", "Example: portcullis source sync corp"})
final class SourceSync extends SourceCommand.OfOne {
    private static final int PAGE = 1000;

    @Option(
            names = "--override-brake",
            description =
                    "Go on although a large share of the accounts would be deactivated. Look at the preview first.")
    boolean overrideBrake;

    @Override
    int run(House house) {
        SyncRun run = house.identity.sync.run(Accounts.SYSTEM, source, overrideBrake);
        int last = 0;
        List<SyncRun.Line> lines;
        do {
            lines = house.identity.sync.lines(source, run.id(), last, PAGE);
            lines.forEach(line -> print(line.message()));
            last = lines.isEmpty() ? last : lines.getLast().line();
        } while (lines.size() == PAGE);
        return run.state().equals("done") ? Main.OK : Main.FAILED;
    }

    /** {@code portcullis source preview}. */
    @Command(
            name = "preview",
            description = "Shows what a synchronization would do. Fails where the brake would stop it.",
            footer = {"", "Example: portcullis source preview corp"})
    static final class Preview extends SourceCommand.OfOne {
        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        @Override
        int run(House house) {
            SyncPlan plan = house.identity.sync.preview(source);
            if (json) {
                print(house.json(plan));
            } else {
                show(plan);
            }
            return plan.brake() == null ? Main.OK : Main.FAILED;
        }

        private void show(SyncPlan plan) {
            print("people\t" + plan.people() + "\tactive accounts\t" + plan.active());
            plan.notes().forEach(note -> print("note\t" + note));
            plan.create().forEach(creation -> print("create\t" + creation.account()));
            plan.conflicts().forEach(conflict -> print("conflict\t" + conflict.login() + "\t" + conflict.why()));
            plan.change().forEach(change -> print("change\t" + change.account()));
            plan.deactivate().forEach(gone -> print("deactivate\t" + gone.account() + "\t" + gone.why()));
            plan.reactivate().forEach(name -> print("activate\t" + name));
            plan.makeAdministrator().forEach(name -> print("make administrator\t" + name));
            plan.takeAdministration().forEach(name -> print("take administration\t" + name));
            for (SyncPlan.TeamChange team : plan.teams()) {
                team.add().forEach(name -> print("add to team\t" + team.team() + "\t" + name));
                team.remove().forEach(name -> print("remove from team\t" + team.team() + "\t" + name));
            }
            if (plan.isEmpty()) {
                print("Everything is as the directory says.");
            }
            if (plan.brake() != null) {
                print("BRAKE\t" + plan.brake());
            }
        }
    }

    /** {@code portcullis source syncs}. */
    @Command(
            name = "syncs",
            description = "Lists the last synchronizations of a directory.",
            footer = {"", "Example: portcullis source syncs corp"})
    static final class Runs extends SourceCommand.OfOne {
        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        @Override
        int run(House house) {
            print(
                    house,
                    json,
                    house.identity.sync.list(source, Long.MAX_VALUE, PAGE),
                    run -> run.id() + "\t" + run.state() + "\t" + run.startedAt() + "\t" + run.startedBy());
            return Main.OK;
        }
    }
}
