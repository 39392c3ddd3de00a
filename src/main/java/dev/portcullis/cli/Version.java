package dev.portcullis.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code portcullis version}. */
@Command(
        name = "version",
        description = "Prints the version of Portcullis and of Java.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: portcullis version --json"})
final class Version implements Callable<Integer>, IVersionProvider {
    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        String text = json
                ? "{\"version\":\"%s\",\"java\":\"%s\"}".formatted(number(), Runtime.version())
                : String.join("\n", getVersion());
        spec.commandLine().getOut().println(text);
        return Main.OK;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"portcullis " + number(), "Java " + Runtime.version()};
    }

    /** From the manifest of the jar, since no configuration is read before the server starts. */
    private static String number() {
        String packaged = Version.class.getPackage().getImplementationVersion();
        return packaged == null ? "unpackaged" : packaged;
    }
}
