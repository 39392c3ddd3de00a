package dev.portcullis.console;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** Backups: what there is, where they go, and how one is restored. */
@MessageBundle("backup")
public interface BackupWords {
    @Message(
            "Accounts, settings, sealed keys, images and the audit log of one moment, and the blobs. Pushes and pulls go on while one is made.")
    String lead();

    @Message("Now")
    String now();

    @Message("The newest backup that was proved is {hours} hours old.")
    String newest(long hours);

    @Message("There is no backup that was proved.")
    String none();

    @Message(
            "The master key is in no backup: keep a copy of the file master.key elsewhere. Without it a backup is worth nothing.")
    String key();

    @Message("Back up now")
    String start();

    @Message("Schedule and runs")
    String schedule();

    @Message("Set a folder below first.")
    String folderFirst();

    @Message("Backups")
    String list();

    @Message("Of")
    String snapshot();

    @Message("Folder")
    String folder();

    @Message("Blobs")
    String blobs();

    @Message("New")
    String added();

    @Message("Proved")
    String proved();

    @Message("not proved")
    String notProved();

    @Message("not whole: {count}")
    String notWhole(long count);

    @Message("tables only")
    String tablesOnly();

    @Message("Nothing yet. Set a folder, then start the first one; after that let it run by itself each night.")
    String nothing();

    @Message("Where they go")
    String settings();

    @Message(
            "An absolute path that every node can write, apart from the disk of the registry, such as /srv/backup/registry. Blobs that a backup there has already are not copied again.")
    String folderHint();

    @Message("How many are kept")
    String keep();

    @Message("After each whole one, older ones go, and blobs that only they had. 0 keeps all.")
    String keepHint();

    @Message("Warn after days")
    String warn();

    @Message("When the newest proved one is older, the start page says so. 0 for never.")
    String warnHint();

    @Message("To restore")
    String restore();

    @Message(
            "On an empty machine: put master.key into the home, then restore the newest backup of the folder, check it, and start.")
    String restoreLead();
}
