package dev.portcullis.console;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** The start page and the search. */
@MessageBundle("home")
public interface HomeWords {
    @Message("Hello, {name}")
    String hello(String name);

    @Message("The last 30 days")
    String charts();

    @Message("Pulls")
    String chartPulls();

    @Message("Pushes")
    String chartPushes();

    @Message("Stored")
    String chartStorage();

    @Message("As a table")
    String chartTable();

    @Message("Day (UTC)")
    String chartDay();

    @Message("The storage is nearly full: {free} of {total} are free.")
    String storageNearlyFull(String free, String total);

    @Message("The last run of {job} failed.")
    String jobFailed(String job);

    @Message("No backup of this registry was made and proved yet.")
    String backupMissing();

    @Message("The newest proved backup is {days} days old.")
    String backupOld(long days);

    @Message("layer or config")
    String blob();

    @Message("Images")
    String images();

    @Message("What needs attention")
    String attention();

    @Message("The certificate has ended: clients refuse this registry.")
    String certificateEnded();

    @Message("The certificate ends in {days} days.")
    String certificateEnds(long days);

    @Message("The certificate is not for the public address.")
    String certificateOtherHost();

    @Message("{count} objects could not be put into the new store.")
    String moveFails(long count);

    @Message("Every object is in both stores: the new one can be used.")
    String moveToSwitch();

    @Message("The new store is used. When you are sure, finish the move.")
    String moveToFinish();

    @Message("The synchronization with {source} was stopped: it would have deactivated too many accounts.")
    String syncStopped(String source);

    @Message("The last synchronization with {source} failed.")
    String syncFailed(String source);

    @Message("Repositories")
    String repositories();

    @Message("Your organizations")
    String organizations();

    @Message("All")
    String all();

    @Message("You are in no organization yet. An administrator makes one, or an owner lets you in.")
    String noOrganizations();

    @Message("What you did lately")
    String activity();

    @Message("No image yet. Push the first one:")
    String firstImage();

    @Message(
            "Part of the name of a repository or an account; web:1 looks for tags, sha256:… or twelve digits of a digest for images, label:key=value for labels.")
    String searchHow();
}
