package dev.portcullis.console;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** Trying and synchronizing a directory. */
@MessageBundle("sync")
public interface SyncWords {
    @Message("Test")
    String test();

    @Message(
            "Connects to each server with the settings that are saved, binds, and runs each search for its first people.")
    String testLead();

    @Message("Test a login")
    String testLogin();

    @Message("The password goes to the directory only. Nobody is signed in, and no account is made.")
    String testLoginLead();

    @Message("Name, as it would be typed")
    String login();

    @Message("Password")
    String password();

    @Message("would be signed in")
    String outcomeProved();

    @Message("refused")
    String outcomeRefused();

    @Message("unknown")
    String outcomeUnknown();

    @Message("directory unavailable")
    String outcomeUnavailable();

    @Message("Entry")
    String entry();

    @Message("none yet")
    String noAccount();

    @Message("Groups")
    String memberOf();

    @Message("Preview")
    String preview();

    @Message("What a synchronization would do")
    String previewTitle();

    @Message("The directory admits {people} people. {active} accounts of this source are active.")
    String previewLead(int people, int active);

    @Message("Nothing: everything is as the directory says.")
    String previewNothing();

    @Message("The brake would hold it:")
    String braked();

    @Message("Accounts made: {count}")
    String created(int count);

    @Message("People who get no account: {count}")
    String conflicts(int count);

    @Message("Accounts changed: {count}")
    String changed(int count);

    @Message("Accounts deactivated: {count}")
    String deactivated(int count);

    @Message("Accounts reactivated: {count}")
    String reactivated(int count);

    @Message("Who becomes an administrator: {count}")
    String administratorsMade(int count);

    @Message("Who loses administration: {count}")
    String administratorsLost(int count);

    @Message("Teams changed: {count}")
    String teams(int count);

    @Message("To look at: {count}")
    String notes(int count);

    @Message("… and {count} more")
    String more(int count);

    @Message(
            "First everything is read and compared. Nothing is changed when a directory fails meanwhile, or when the brake holds it.")
    String syncLead();

    @Message("Even when the brake would hold it")
    String override();

    @Message("Synchronize now")
    String syncNow();

    @Message("Runs")
    String runs();

    @Message("It was never synchronized. Look at the preview first, then synchronize.")
    String noRuns();

    @Message("Synchronization {id}")
    String run(long id);

    @Message("Begun by")
    String startedBy();

    @Message("Begun")
    String begun();

    @Message("Ended")
    String ended();

    @Message("running")
    String running();

    @Message("done")
    String done();

    @Message("stopped by the brake")
    String stopped();

    @Message("cancelled")
    String cancelled();

    @Message("failed")
    String failed();

    @Message("Just now")
    String step();

    @Message("{done} of {total}")
    String progress(int done, int total);

    @Message("{done} so far")
    String progressOpen(int done);

    @Message("What it was to do")
    String counts();

    @Message("Log")
    String log();

    @Message("Nothing yet.")
    String noLog();

    @Message("Look again")
    String again();

    @Message("Cancel it")
    String cancelRun();
}
