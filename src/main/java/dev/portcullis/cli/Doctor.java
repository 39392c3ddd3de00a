package dev.portcullis.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.database.DatabaseCheckup;
import dev.portcullis.error.CannotStartException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code portcullis doctor}. */
@Command(
        name = "doctor",
        description = {
            "Looks at the machine, the home folder, the database, the storage, the certificate, the public address and the",
            "proxy, and says what to change. Changes nothing. Ends with 0 only when nothing is wrong."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: portcullis doctor --home /srv/registry --json"})
final class Doctor implements Callable<Integer> {
    /** It looks only: a newer release must not change the tables before it serves. */
    private static final Map<String, String> LOOKS_ONLY = Map.of(
            "portcullis.node.join", "false",
            "portcullis.node.address", "command doctor",
            "quarkus.flyway.migrate-at-start", "false");

    @Mixin
    HomeOptions homeOptions = new HomeOptions();

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws JsonProcessingException {
        List<Finding> findings = examine(homeOptions, spec, _ -> {});
        print(findings);
        return findings.stream().anyMatch(finding -> finding.verdict() == Finding.Verdict.WRONG)
                ? Main.FAILED
                : Main.OK;
    }

    /** What else is to be done once the registry's data can be read. */
    interface Further {
        void look(House house);
    }

    /** Looks at everything, and does {@code further} where the registry's own data can be read. */
    static List<Finding> examine(HomeOptions options, CommandSpec spec, Further further) {
        Path home = options.existingHome();
        List<Finding> findings = new ArrayList<>(MachineCheckup.all(home));
        try (Database database =
                Database.open(home, options.databaseUrl, spec.commandLine().getErr())) {
            DatabaseCheckup checkup = DatabaseCheckup.of(database.address());
            findings.addAll(DatabaseFindings.of(checkup));
            if (checkup.hasTables()) {
                int code = Program.command(home, database, LOOKS_ONLY, house -> {
                    findings.addAll(house.surroundings.look());
                    further.look(house);
                    return Main.OK;
                });
                if (code != Main.OK) {
                    findings.add(Finding.wrong(
                            "registry", "The registry's own data could not be looked at; standard error says why."));
                }
            } else {
                findings.add(Finding.ok("registry", "No registry has used this database yet: portcullis serve."));
            }
        } catch (CannotStartException | SQLException failure) {
            findings.add(Finding.wrong("database", String.valueOf(failure.getMessage())));
        }
        return findings;
    }

    private void print(List<Finding> findings) throws JsonProcessingException {
        if (json) {
            spec.commandLine().getOut().println(new ObjectMapper().writeValueAsString(findings));
        } else {
            findings.forEach(finding -> spec.commandLine()
                    .getOut()
                    .printf(
                            "%-8s %-12s %s%n",
                            finding.verdict().name().toLowerCase(Locale.ROOT), finding.what(), finding.sentence()));
        }
        spec.commandLine().getOut().flush();
    }
}
