package dev.portcullis.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.error.CannotStartException;
import dev.portcullis.repository.Checker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code portcullis support-bundle}. */
@Command(
        name = "support-bundle",
        description = {
            "Collects what somebody needs who is to help: findings of doctor and of fsck --fast, settings without secrets,",
            "runs of jobs, logs, and the threads of a running server. It holds names of people, repositories and hosts."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: portcullis support-bundle --output /tmp/support.tar.gz"})
final class SupportBundle implements Callable<Integer> {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final int LAST_RUNS = 200;

    @Mixin
    HomeOptions homeOptions = new HomeOptions();

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "The file to write, .tar.gz. Default: portcullis-support-TIME.tar.gz in this folder.")
    @Nullable
    Path output;

    @Option(
            names = "--no-fsck",
            description = "Do not compare every row with the store, which takes long in a big one.")
    boolean noFsck;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Path home = homeOptions.existingHome();
        Path file = output == null ? Path.of("portcullis-support-" + STAMP.format(Instant.now()) + ".tar.gz") : output;
        try (BundleFile bundle = BundleFile.create(file)) {
            say("Looking at the surroundings and the data ...");
            List<Finding> findings = Doctor.examine(homeOptions, spec, house -> registry(bundle, house));
            bundle.add(
                    "doctor.json",
                    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(findings));
            bundle.add("versions.txt", String.join("\n", new Version().getVersion()) + "\n");
            bundle.add("environment.txt", Surroundings.variables(System.getenv()));
            say("Collecting logs and threads ...");
            bundle.add("threads.txt", Surroundings.threads(home));
            bundle.addLogs(home.resolve(LogFormat.FILE).getParent(), "logs/");
            bundle.addLog(home.resolve("postgres.log"), "logs/postgres.log");
        } catch (IOException failure) {
            throw new CannotStartException(
                    "The file " + file + " cannot be written: " + failure.getMessage() + ". Choose another: --output.",
                    failure);
        }
        say("It holds no passwords, keys or tokens, but names of people, repositories and hosts. Look through it before"
                + " you send it: tar -tzf " + file);
        spec.commandLine().getOut().println(file.toAbsolutePath().normalize());
        spec.commandLine().getOut().flush();
        return Main.OK;
    }

    private void registry(BundleFile bundle, House house) {
        bundle.addLater("settings.json", () -> house.prettyJson(SettingsFile.exported(house)));
        bundle.addLater("certificate.json", () -> house.prettyJson(house.certificates.view()));
        bundle.addLater("jobs.json", () -> house.prettyJson(house.jobs.runs(null, Long.MAX_VALUE, LAST_RUNS)));
        if (!noFsck) {
            bundle.addLater(
                    "fsck.json",
                    () -> house.prettyJson(house.checker.check(new Checker.Options(true, false, Duration.ofHours(1)))));
        }
    }

    private void say(String sentence) {
        spec.commandLine().getErr().println(sentence);
        spec.commandLine().getErr().flush();
    }
}
