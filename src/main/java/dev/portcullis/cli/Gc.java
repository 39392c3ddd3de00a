package dev.portcullis.cli;

import dev.portcullis.reference.Digest;
import dev.portcullis.repository.GarbageCollector;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code portcullis gc}. */
@Command(
        name = "gc",
        description = {
            "Frees what nothing uses. A running server does so by itself; this does it now.",
            "Pushes and pulls go on meanwhile."
        },
        footer = {"", "Example: portcullis gc --dry-run --grace 0s", "Example: portcullis gc --why sha256:0123..."})
final class Gc extends Verb {
    private static final Pattern SPAN = Pattern.compile("(\\d{1,9})(s|m|h|d)");

    @Option(names = "--dry-run", description = "Say what would be freed, and change nothing.")
    boolean dryRun;

    @Option(
            names = "--grace",
            paramLabel = "SPAN",
            converter = Span.class,
            description = {
                "Leave alone what was used within this span, such as 30m or 24h. Default: 24h.",
                "With less than a push takes, a push under way may have to send blobs again."
            })
    Duration grace = Duration.ofHours(24);

    @Option(names = "--untagged", description = "Also remove manifests that no tag, index or subject refers to.")
    boolean untagged;

    @Option(names = "--why", paramLabel = "DIGEST", description = "Only say what keeps this blob or manifest.")
    @Nullable
    String why;

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    static final class Span implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            Matcher matcher = SPAN.matcher(text);
            if (!matcher.matches()) {
                throw new TypeConversionException("a span is a whole number with s, m, h or d behind it, such as 24h");
            }
            long number = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofDays(number);
            };
        }
    }

    @Override
    void check() {
        if (why != null) {
            Digest.parse(why);
        }
    }

    @Override
    boolean joinsTheNodes() {
        return untagged && !dryRun && why == null;
    }

    @Override
    int run(House house) {
        return why == null ? collect(house) : explain(house, Digest.parse(why));
    }

    private int explain(House house, Digest digest) {
        List<String> sentences = house.collector.why(digest);
        if (sentences.isEmpty() && !json) {
            print("Nothing of that digest is here.");
        }
        print(house, json, sentences, sentence -> sentence);
        return sentences.isEmpty() ? Main.FAILED : Main.OK;
    }

    private int collect(House house) {
        GarbageCollector.Report report = house.collector.run(new GarbageCollector.Options(grace, untagged, dryRun));
        if (json) {
            print(house.json(report));
        } else {
            print("%s %,d bytes: %,d blobs, %,d links to blobs, %,d manifests."
                    .formatted(
                            dryRun ? "Would free" : "Freed",
                            report.bytes(),
                            report.blobs(),
                            report.links(),
                            report.manifests()));
            report.kept().forEach(kept -> print("Kept: %,d %s, %s".formatted(kept.count(), kept.what(), kept.why())));
            report.problems().forEach(problem -> print("Problem: " + problem));
        }
        return report.problems().isEmpty() ? Main.OK : Main.FAILED;
    }
}
