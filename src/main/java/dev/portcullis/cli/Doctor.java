package dev.portcullis.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.database.DatabaseCheckup;
import dev.portcullis.error.CannotStartException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.eclipse.microprofile.config.ConfigProvider;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code portcullis doctor}. */
@Command(
        name = "doctor",
        description = "Looks at the machine, the home folder and the database, and says what to change.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: portcullis doctor --home /srv/registry --json"})
final class Doctor implements Callable<Integer> {
    /** Tokens live for minutes; a clock that is off by more makes them look expired. */
    private static final Duration CLOCK_MAY_DIFFER = Duration.ofSeconds(5);

    @Mixin
    HomeOptions homeOptions = new HomeOptions();

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Spec
    CommandSpec spec = CommandSpec.create();

    private final List<Finding> findings = new ArrayList<>();

    enum Verdict {
        OK,
        WARNING,
        WRONG
    }

    /** What was looked at, how it is, and where needed what to do. */
    record Finding(String what, Verdict verdict, String sentence) {}

    @Override
    public Integer call() throws JsonProcessingException {
        Path home = homeOptions.existingHome();
        findings.add(MachineCheckup.memory());
        findings.add(MachineCheckup.openFiles());
        try {
            findings.add(MachineCheckup.space(home));
            findings.add(MachineCheckup.sync(home));
        } catch (IOException failure) {
            findings.add(new Finding(
                    "storage",
                    Verdict.WRONG,
                    "The home folder cannot be written: " + failure + ". Give it to this user, or free the disk."));
        }
        database(home);
        print();
        return findings.stream().anyMatch(finding -> finding.verdict() == Verdict.WRONG) ? Main.FAILED : Main.OK;
    }

    private void database(Path home) {
        try (Database database =
                Database.open(home, homeOptions.databaseUrl, spec.commandLine().getErr())) {
            DatabaseCheckup checkup = DatabaseCheckup.of(database.address());
            findings.add(new Finding("database", Verdict.OK, "PostgreSQL " + checkup.version() + " answers."));
            findings.add(
                    checkup.keepsCommits()
                            ? new Finding("commits", Verdict.OK, "A commit survives the loss of power.")
                            : new Finding(
                                    "commits",
                                    Verdict.WRONG,
                                    "A push that was answered with 201 can be lost. Set fsync, full_page_writes and"
                                            + " synchronous_commit to on."));
            findings.add(connections(checkup.maxConnections()));
            findings.add(clock(checkup.clockAhead()));
        } catch (CannotStartException | SQLException failure) {
            findings.add(new Finding("database", Verdict.WRONG, String.valueOf(failure.getMessage())));
        }
    }

    private static Finding connections(int max) {
        int pool = ConfigProvider.getConfig().getValue("quarkus.datasource.jdbc.max-size", Integer.class);
        String sentence = "The server takes %d connections; each node uses up to %d.".formatted(max, pool);
        return max >= pool + 5
                ? new Finding("connections", Verdict.OK, sentence)
                : new Finding("connections", Verdict.WARNING, sentence + " Raise max_connections.");
    }

    private static Finding clock(Duration ahead) {
        String sentence = "The database's clock is %d ms ahead of this machine's.".formatted(ahead.toMillis());
        return ahead.abs().compareTo(CLOCK_MAY_DIFFER) <= 0
                ? new Finding("clock", Verdict.OK, sentence)
                : new Finding("clock", Verdict.WARNING, sentence + " Keep both right with NTP.");
    }

    private void print() throws JsonProcessingException {
        if (json) {
            spec.commandLine().getOut().println(new ObjectMapper().writeValueAsString(findings));
            return;
        }
        for (Finding finding : findings) {
            spec.commandLine()
                    .getOut()
                    .printf(
                            "%-8s %-12s %s%n",
                            finding.verdict().name().toLowerCase(Locale.ROOT), finding.what(), finding.sentence());
        }
        spec.commandLine().getOut().flush();
    }
}
