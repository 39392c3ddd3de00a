package dev.portcullis.cli;

import dev.portcullis.identity.ldap.DirectoryTrial;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code portcullis source test}. */
@Command(
        name = "test",
        description = "Connects to a directory, binds and searches, and says what fails and what to do.",
        footer = {"", "Example: portcullis source test corp"})
final class SourceTrial extends SourceCommand.OfOne {
    @Override
    int run(House house) {
        DirectoryTrial.Report report = house.identity.trial.test(source);
        report.checks()
                .forEach(check -> print((check.ok() ? "ok\t" : "WRONG\t") + check.what() + "\t" + check.message()));
        return report.ok() ? Main.OK : Main.FAILED;
    }

    /** {@code portcullis source test-login}. */
    @Command(
            name = "test-login",
            description = "Tries a sign-in at a directory, without its consequences, and shows whom it finds.",
            footer = {"", "Example: portcullis source test-login corp ana --password-file ./ana-password"})
    static final class Login extends SourceCommand.OfOne {
        @Parameters(index = "1", paramLabel = "LOGIN", description = "What somebody types to sign in.")
        String login = "";

        @Mixin
        PasswordOptions password = new PasswordOptions();

        @Override
        int run(House house) {
            DirectoryTrial.LoginReport report = house.identity.trial.testLogin(source, login, password.read());
            print(report.outcome() + "\t" + report.message());
            if (report.dn() != null) {
                print("entry\t" + report.dn());
                print("account\t" + (report.account() == null ? "none yet" : report.account()));
                report.groups().forEach(group -> print("group\t" + group));
            }
            return report.outcome().equals("proved") ? Main.OK : Main.FAILED;
        }
    }
}
