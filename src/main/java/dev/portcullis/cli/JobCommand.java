package dev.portcullis.cli;

import dev.portcullis.access.Accounts;
import dev.portcullis.maintenance.Job;
import dev.portcullis.maintenance.JobRun;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code portcullis job}. */
@Command(
        name = "job",
        description = "Starts, schedules and shows work that a running server does: garbage collection, checks.",
        mixinStandardHelpOptions = true,
        subcommands = {
            JobCommand.Kinds.class,
            JobCommand.Start.class,
            JobCommand.Runs.class,
            JobCommand.Show.class,
            JobCommand.Cancel.class,
            JobCommand.Schedule.class,
            JobCommand.Unschedule.class
        },
        footer = {"", "Example: portcullis job schedule check '30 2 * * 6'"})
final class JobCommand extends Group {
    private static final int PAGE = 1000;
    private static final int SOME = 50;

    @Command(
            name = "list",
            description = "Lists the kinds of work, their flags, and when they run by themselves.",
            footer = {"", "Example: portcullis job list"})
    static final class Kinds extends Verb {
        @Override
        int run(House house) {
            for (Job job : house.jobs.kinds()) {
                print(job.kind() + "\t" + String.join(",", job.flags()) + "\t"
                        + house.jobs
                                .schedule(job.kind())
                                .map(schedule -> schedule.cron() + "\tnext " + schedule.nextAt())
                                .orElse("not scheduled"));
            }
            return Main.OK;
        }
    }

    /** A verb about one kind of work. */
    abstract static class OfKind extends Verb {
        @Parameters(index = "0", paramLabel = "KIND", description = "Such as gc; see: portcullis job list.")
        String kind = "";
    }

    @Command(
            name = "start",
            description = "Starts it. A running server does the work; see: portcullis job show.",
            footer = {"", "Example: portcullis job start gc --flag untagged"})
    static final class Start extends OfKind {
        @Option(names = "--flag", paramLabel = "FLAG", description = "How to run it. May be repeated.")
        List<String> flags = List.of();

        @Override
        int run(House house) {
            print(Long.toString(house.jobs.start(Accounts.SYSTEM, kind, flags)));
            return Main.OK;
        }
    }

    @Command(
            name = "runs",
            description = "Lists the last runs.",
            footer = {"", "Example: portcullis job runs gc"})
    static final class Runs extends Verb {
        @Parameters(arity = "0..1", paramLabel = "KIND", description = "Of one kind only.")
        @Nullable
        String kind;

        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        @Override
        int run(House house) {
            print(house, json, house.jobs.runs(kind, Long.MAX_VALUE, SOME), JobCommand::told);
            return Main.OK;
        }
    }

    private static String told(JobRun run) {
        return run.id() + "\t" + run.kind() + "\t" + run.state() + "\t" + run.askedAt() + "\t" + run.askedBy() + "\t"
                + (run.active() ? run.step() + " " + run.done() : run.result());
    }

    /** A verb about one run. */
    abstract static class OfRun extends Verb {
        @Parameters(index = "0", paramLabel = "ID", description = "Of a run; see: portcullis job runs.")
        long id;
    }

    @Command(
            name = "show",
            description = "Prints a run and its log. Ends with 0 only when the run is done.",
            footer = {"", "Example: portcullis job show 7"})
    static final class Show extends OfRun {
        @Override
        int run(House house) {
            JobRun run = house.jobs.get(id);
            int last = 0;
            List<JobRun.Line> lines;
            do {
                lines = house.jobs.lines(id, last, PAGE);
                lines.forEach(line -> print(line.text()));
                last = lines.isEmpty() ? last : lines.getLast().line();
            } while (lines.size() == PAGE);
            print(told(run));
            return run.state().equals("done") ? Main.OK : Main.FAILED;
        }
    }

    @Command(
            name = "cancel",
            description = "Asks a run to end after what it is just doing.",
            footer = {"", "Example: portcullis job cancel 7"})
    static final class Cancel extends OfRun {
        @Override
        int run(House house) {
            house.jobs.cancel(Accounts.SYSTEM, id);
            print("It ends soon.");
            return Main.OK;
        }
    }

    @Command(
            name = "schedule",
            description = {
                "Lets it run by itself. CRON has five fields, as crontab has them, in UTC:",
                "minute, hour, day of month, month, day of week."
            },
            footer = {"", "Example: portcullis job schedule check '30 2 * * 6'"})
    static final class Schedule extends OfKind {
        @Parameters(index = "1", paramLabel = "CRON", description = "Such as '30 2 * * 6'.")
        String cron = "";

        @Option(names = "--flag", paramLabel = "FLAG", description = "How to run it. May be repeated.")
        List<String> flags = List.of();

        @Override
        int run(House house) {
            house.jobs.schedule(Accounts.SYSTEM, kind, cron, flags);
            print("Next: " + house.jobs.schedule(kind).orElseThrow().nextAt());
            return Main.OK;
        }
    }

    @Command(
            name = "unschedule",
            description = "Lets it run by itself no more.",
            footer = {"", "Example: portcullis job unschedule check"})
    static final class Unschedule extends OfKind {
        @Override
        int run(House house) {
            house.jobs.unschedule(Accounts.SYSTEM, kind);
            print(kind + " has no schedule any more.");
            return Main.OK;
        }
    }
}
