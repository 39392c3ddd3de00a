package dev.portcullis.cli;

import dev.portcullis.repository.Checker;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code portcullis fsck}. */
@Command(
        name = "fsck",
        description = {
            "Compares what the database says with what the store holds, and reads every byte again.",
            "A server may run meanwhile. Ends with 0 only when all holds."
        },
        footer = {"", "Example: portcullis fsck --json", "Example: portcullis fsck --repair"})
final class Fsck extends Verb {
    @Option(names = "--fast", description = "Compare lengths only; do not read every byte.")
    boolean fast;

    @Option(
            names = "--repair",
            description = "Set wrong bytes aside, so that they can be pushed again, and delete what belongs to nobody.")
    boolean repair;

    @Option(
            names = "--grace",
            paramLabel = "SPAN",
            converter = Gc.Span.class,
            description = "How old a file must be to belong to nobody, such as 30m or 1h. Default: 1h.")
    Duration grace = Duration.ofHours(1);

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Override
    boolean joinsTheNodes() {
        return repair;
    }

    @Override
    int run(House house) {
        Checker.Report report = house.checker.check(new Checker.Options(fast, repair, grace));
        if (json) {
            print(house.json(report));
        } else {
            report.findings()
                    .forEach(finding -> print("%s%s %s: %s"
                            .formatted(
                                    finding.repaired() ? "repaired: " : "",
                                    finding.kind().wireName(),
                                    finding.subject(),
                                    finding.sentence())));
            print("Checked %,d blobs (%,d bytes read) and %,d manifests: %s"
                    .formatted(
                            report.blobs(),
                            report.bytes(),
                            report.manifests(),
                            report.clean() ? "all holds." : "%,d things are wrong.".formatted(report.wrong())));
        }
        return report.clean() ? Main.OK : Main.FAILED;
    }
}
