package dev.portcullis.cli;

import dev.portcullis.access.Action;
import dev.portcullis.access.Explanation;
import dev.portcullis.reference.RepositoryName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code portcullis access}. */
@Command(
        name = "access",
        description = "Tells who may do what, and why.",
        mixinStandardHelpOptions = true,
        subcommands = {AccessCommand.Explain.class},
        footer = {"", "Example: portcullis access explain acme/web ana push"})
final class AccessCommand extends Group {

    @Command(
            name = "explain",
            description = {
                "Says yes or no, what decided it, and what would change it. It is the decision itself that answers.",
                "Exit code 0 for yes, 1 for no."
            },
            footer = {"", "Example: portcullis access explain acme/web ana push"})
    static final class Explain extends Verb {
        @Parameters(index = "0", paramLabel = "REPOSITORY", description = "Such as acme/web; it need not exist.")
        String repository = "";

        @Parameters(
                index = "1",
                paramLabel = "ACCOUNT",
                description = "A user, a robot (acme+ci), or anonymous for who is not signed in.")
        String account = "";

        @Parameters(
                index = "2",
                paramLabel = "ACTION",
                description = "view, pull, push, delete, scan, edit, visibility, grant, activity, remove or create.")
        String action = "";

        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        @Override
        void check() {
            action();
        }

        @Override
        int run(House house) {
            Explanation answer = house.control.explain(
                    account.equals("anonymous") ? null : account, RepositoryName.parse(repository), action());
            if (json) {
                print(house.json(answer));
            } else {
                print((answer.allowed() ? "Yes: " : "No: ") + account + (answer.allowed() ? " may " : " may not ")
                        + action + " " + answer.repository() + ".");
                answer.because().forEach(sentence -> print("  because  " + sentence));
                answer.wouldChange().forEach(sentence -> print("  to change  " + sentence));
            }
            return answer.allowed() ? Main.OK : Main.FAILED;
        }

        private Action action() {
            try {
                return Action.parse(action);
            } catch (IllegalArgumentException unknown) {
                throw new ParameterException(spec.commandLine(), String.valueOf(unknown.getMessage()), unknown);
            }
        }
    }
}
