package dev.portcullis.console;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** Jobs: what they are, when they run, and how they go. */
@MessageBundle("job")
public interface JobWords {
    @Message("Work that the registry does by itself or when you start it. Pushes and pulls go on meanwhile.")
    String lead();

    @Message("Garbage collection")
    String gc();

    @Message("Frees what nothing uses. The registry does this all the time; start it here to have it done now.")
    String gcLead();

    @Message("Check of the storage")
    String check();

    @Message("Compares what the database says with what the storage holds, and reads every byte again.")
    String checkLead();

    @Message("Backup")
    String backup();

    @Message(
            "Makes a backup in the folder that is set under Backup, and proves it by loading it beside the real tables.")
    String backupLead();

    @Message("Tables only, without the blobs")
    String flagWithoutBlobs();

    @Message("Also remove images that no tag refers to")
    String flagUntagged();

    @Message("Without the grace period; a push under way may have to send its blobs again")
    String flagWithoutGrace();

    @Message("Fast: compare lengths, read no bytes")
    String flagFast();

    @Message("Repair: set wrong bytes aside, so that they can be pushed again")
    String flagRepair();

    @Message("Start now")
    String start();

    @Message("Last run")
    String last();

    @Message("Never")
    String never();

    @Message("Schedule")
    String schedule();

    @Message("Not scheduled")
    String notScheduled();

    @Message("Minute, hour, day of month, month, day of week, in UTC: 30 2 * * 6 is Saturday at 02:30.")
    String cronHint();

    @Message("Schedule it")
    String set();

    @Message("Take the schedule away")
    String unset();

    @Message("Runs")
    String runs();

    @Message("Nothing has run yet. Start something above, or schedule it.")
    String noRuns();

    @Message("Run {id}")
    String run(long id);

    @Message("Job")
    String kind();

    @Message("Asked for")
    String asked();

    @Message("Begun")
    String begun();

    @Message("Ended")
    String ended();

    @Message("Node")
    String node();

    @Message("{node}, taken over {times} times")
    String takenOver(String node, int times);

    @Message("Outcome")
    String outcome();

    @Message("waiting")
    String waiting();

    @Message("running")
    String running();

    @Message("done")
    String done();

    @Message("failed")
    String failed();

    @Message("cancelled")
    String cancelled();

    @Message("Just now")
    String step();

    @Message("{done} of {total}")
    String progress(String done, String total);

    @Message("Flags")
    String flags();

    @Message("Log")
    String log();

    @Message("Nothing yet.")
    String noLog();

    @Message("Look again")
    String again();

    @Message("Cancel the run")
    String cancel();

    @Message("Other work")
    String others();

    @Message("Synchronizations of directories")
    String syncs();

    @Message("Moving the storage")
    String moves();
}
