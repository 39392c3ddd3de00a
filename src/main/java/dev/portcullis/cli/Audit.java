package dev.portcullis.cli;

import dev.portcullis.event.AuditEvent;
import dev.portcullis.event.AuditExport;
import dev.portcullis.event.AuditLog;
import dev.portcullis.event.AuditPage;
import dev.portcullis.event.AuditQuery;
import dev.portcullis.event.AuditVerifier;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code portcullis audit}. */
@Command(
        name = "audit",
        description = "Reads and verifies the audit log.",
        mixinStandardHelpOptions = true,
        subcommands = {Audit.ListSome.class, Audit.Export.class, Audit.Verify.class},
        footer = {"", "Example: portcullis audit verify"})
final class Audit extends Group {

    /** Which events. */
    static final class Filters {
        @Option(names = "--account", paramLabel = "NAME", description = "Only what this account did.")
        @Nullable
        String account;

        @Option(
                names = "--kind",
                paramLabel = "KIND",
                description = "Only kinds that begin so: manifest. or user.created.")
        @Nullable
        String kind;

        @Option(names = "--repository", paramLabel = "NAME", description = "Only what was done to this repository.")
        @Nullable
        String repository;

        @Option(names = "--result", paramLabel = "RESULT", description = "Only ok, refused or failed.")
        @Nullable
        String result;

        @Option(names = "--from", paramLabel = "TIME", description = "Not earlier, such as 2026-01-31.")
        @Nullable
        String from;

        @Option(names = "--until", paramLabel = "TIME", description = "Earlier, such as 2026-01-31T12:00:00Z.")
        @Nullable
        String until;

        @Option(names = "--address", paramLabel = "IP", description = "Only what came from there.")
        @Nullable
        String address;

        @Option(names = "--request", paramLabel = "ID", description = "Only the request with this id.")
        @Nullable
        String request;

        AuditQuery query() {
            Map<String, String> filters = new LinkedHashMap<>();
            put(filters, "account", account);
            put(filters, "kind", kind);
            put(filters, "repository", repository);
            put(filters, "result", result);
            put(filters, "from", from);
            put(filters, "until", until);
            put(filters, "address", address);
            put(filters, "request", request);
            return AuditQuery.of(filters);
        }

        private static void put(Map<String, String> filters, String name, @Nullable String value) {
            if (value != null) {
                filters.put(name, value);
            }
        }
    }

    @Command(
            name = "list",
            description = "Lists what happened, newest first.",
            footer = {"", "Example: portcullis audit list --account ana --kind manifest. --limit 20"})
    static final class ListSome extends Verb {
        @Mixin
        Filters filters = new Filters();

        @Option(names = "--limit", paramLabel = "N", description = "At most so many events. Default: 50.")
        int limit = 50;

        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        @Override
        void check() {
            filters.query();
        }

        @Override
        int run(House house) {
            List<AuditEvent> found = new ArrayList<>();
            AuditPage.@Nullable Cursor after = null;
            do {
                AuditPage page =
                        house.audit.log.page(filters.query(), after, Math.min(AuditLog.MOST, limit - found.size()));
                found.addAll(page.events());
                after = page.next();
            } while (after != null && found.size() < limit);
            print(house, json, found, ListSome::line);
            return Main.OK;
        }

        private static String line(AuditEvent e) {
            String what = Stream.of(e.repository(), e.reference(), e.digest(), e.detail())
                    .filter(Objects::nonNull)
                    .collect(Collectors.joining(" "));
            return "%s\t%d\t%s\t%s\t%s\t%s\t%s%s"
                    .formatted(
                            e.at(),
                            e.id(),
                            e.result(),
                            e.kind(),
                            e.account(),
                            e.address() == null ? "-" : e.address(),
                            what,
                            e.times() == 1 ? "" : " (" + e.times() + " times)");
        }
    }

    @Command(
            name = "export",
            description = "Writes all events that fit to standard output, newest first.",
            footer = {"", "Example: portcullis audit export --format csv --from 2026-01-01 > audit.csv"})
    static final class Export extends Verb {
        @Mixin
        Filters filters = new Filters();

        @Option(
                names = "--format",
                paramLabel = "csv|jsonl",
                description = "How. Default: jsonl, one JSON object a line.")
        AuditExport.Format format = AuditExport.Format.JSONL;

        @Override
        void check() {
            filters.query();
        }

        @Override
        int run(House house) throws IOException {
            try (FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
                house.audit.export.write(filters.query(), format, out);
            }
            return Main.OK;
        }
    }

    @Command(
            name = "verify",
            description = {
                "Compares every event with its seal, and every seal with the one before it.",
                "Keep the head that it prints away from here, and give it to the next run."
            },
            footer = {"", "Example: portcullis audit verify --expect-head 1234:9f86d081..."})
    static final class Verify extends Verb {
        @Option(
                names = "--expect-head",
                paramLabel = "SEAL:HASH",
                converter = HeadText.class,
                description = "A head that an earlier run printed: the chain must still contain it.")
        AuditVerifier.@Nullable Head expected;

        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        @Override
        int run(House house) {
            AuditVerifier.Report report = house.audit.verifier.verify(expected, this::progress);
            if (json) {
                print(house.json(report));
            } else {
                report.findings().forEach(finding -> print("wrong: " + finding.sentence()));
                print("Verified %,d events in %,d seals; %,d are not sealed yet: %s"
                        .formatted(
                                report.events(),
                                report.seals(),
                                report.waiting(),
                                report.wrong() == 0
                                        ? "all holds."
                                        : "%,d things are wrong.".formatted(report.wrong())));
                print("Head: " + (report.head() == null ? "none" : report.head()));
            }
            return report.wrong() == 0 ? Main.OK : Main.FAILED;
        }

        private void progress(String line) {
            spec.commandLine().getErr().println(line);
            spec.commandLine().getErr().flush();
        }
    }

    static final class HeadText implements ITypeConverter<AuditVerifier.Head> {
        private static final Pattern HEAD = Pattern.compile("(\\d{1,18}):([0-9a-fA-F]{64})");

        @Override
        public AuditVerifier.Head convert(String text) {
            Matcher parts = HEAD.matcher(text);
            if (!parts.matches()) {
                throw new TypeConversionException("a head is a number, a colon and 64 hexadecimal digits");
            }
            return new AuditVerifier.Head(Long.parseLong(parts.group(1)), parts.group(2));
        }
    }
}
