package dev.portcullis.cli;

import picocli.CommandLine.Command;

/** {@code portcullis key}. */
@Command(
        name = "key",
        description = "Manages the master key, which seals every secret in the database.",
        mixinStandardHelpOptions = true,
        subcommands = {KeyCommand.Rotate.class},
        footer = {"", "Example: portcullis key rotate"})
final class KeyCommand extends Group {

    @Command(
            name = "rotate",
            description = {
                "Puts a new key in front of the key file and seals every secret with it.",
                "Servers that run go on: they read the file again. Where nodes do not share the file, copy it to all of",
                "them at once. Back the new file up: a backup of the database is worth nothing without it."
            },
            footer = {"", "Example: portcullis key rotate"})
    static final class Rotate extends Verb {
        @Override
        int run(House house) {
            int sealed = house.keyRotation.rotate();
            print("A new master key seals from now on; " + sealed + " secrets were sealed with it.");
            return Main.OK;
        }
    }
}
