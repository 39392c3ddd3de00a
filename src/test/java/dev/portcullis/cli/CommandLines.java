package dev.portcullis.cli;

/** For tests of other rooms that show commands to people. */
public final class CommandLines {
    private CommandLines() {}

    /** Fails with picocli's own exception where this is no command, or lacks something. */
    public static void parse(String... arguments) {
        Main.commandLine().parseArgs(arguments);
    }
}
