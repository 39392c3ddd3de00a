package dev.portcullis.cli;

import dev.portcullis.error.CannotStartException;
import dev.portcullis.error.RegistryException;
import io.quarkus.runtime.annotations.QuarkusMain;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParameterException;

/** Where the program begins. */
@QuarkusMain
public final class Main {
    /** It did what was asked, and found nothing wrong. */
    static final int OK = 0;
    /** It failed, or what it looked at is not in order. */
    static final int FAILED = 1;
    /** The command line is wrong; nothing was done. */
    static final int USAGE = 2;

    private Main() {}

    /** Runs the command that the arguments name and ends the process with its code. */
    public static void main(String... arguments) {
        Shutdown shutdown = Shutdown.install();
        int code = commandLine().execute(arguments);
        shutdown.exit(code);
    }

    static CommandLine commandLine() {
        IExecutionExceptionHandler sentences = (failure, commandLine, parsed) -> {
            switch (failure) {
                case CannotStartException sentence -> say(commandLine, sentence);
                case RegistryException refused -> say(commandLine, refused);
                default -> throw failure;
            }
            return FAILED;
        };
        return new CommandLine(new Portcullis())
                .setExecutionExceptionHandler(sentences)
                .setParameterExceptionHandler(Main::explainUsage)
                .setUsageHelpAutoWidth(true)
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    private static void say(CommandLine commandLine, Exception failure) {
        commandLine.getErr().println(commandLine.getCommandSpec().qualifiedName() + ": " + failure.getMessage());
        commandLine.getErr().flush();
    }

    private static int explainUsage(ParameterException wrong, String[] arguments) {
        CommandLine commandLine = wrong.getCommandLine();
        say(commandLine, wrong);
        commandLine.getErr().println("See: " + commandLine.getCommandSpec().qualifiedName() + " --help");
        commandLine.getErr().flush();
        return USAGE;
    }
}
