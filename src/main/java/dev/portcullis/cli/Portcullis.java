package dev.portcullis.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command without a verb: shows which there are. */
@Command(
        name = "portcullis",
        description = "A container registry for everything that is pushed and pulled as OCI or Docker content.",
        subcommands = {Serve.class, Version.class},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done, nothing wrong found", "1:failed, or something is not in order", "2:wrong usage"},
        footer = {"", "Example: portcullis serve", "Each command explains itself: portcullis COMMAND --help"})
final class Portcullis implements Runnable {
    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Say what to do.");
    }
}
