package dev.portcullis.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every kind of event that the program writes has words. */
class EventKindsTest {
    private static final Path SOURCES = Path.of("src", "main", "java", "dev", "portcullis");
    private static final Pattern KIND = Pattern.compile("[\"']((?:%s)\\.[a-z]+(?:_[a-z]+)*)[\"']"
            .formatted(String.join(
                    "|",
                    "access",
                    "access_token",
                    "account",
                    "audit",
                    "backup",
                    "certificate",
                    "default_grant",
                    "grant",
                    "identity",
                    "identity_source",
                    "job",
                    "manifest",
                    "organization",
                    "recovery_codes?",
                    "repository",
                    "robot",
                    "role",
                    "second_factor",
                    "session",
                    "settings",
                    "storage",
                    "tag",
                    "team",
                    "tls",
                    "user",
                    "workload",
                    "workload_issuer")));

    /** Properties of Java, and names of files. */
    private static final Pattern OTHERS = Pattern.compile("user\\.(?:name|home|dir)|.*\\.json");

    @Test
    void everyKindThatIsWrittenHasWords() throws IOException {
        Set<String> kinds = new TreeSet<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java"))
                    .filter(path -> !path.endsWith("EventKinds.java"))
                    .toList()) {
                kinds.addAll(KIND.matcher(Files.readString(file))
                        .results()
                        .map((MatchResult found) -> found.group(1))
                        .collect(Collectors.toSet()));
            }
        }
        kinds.removeIf(OTHERS.asMatchPredicate());
        assertThat(kinds).hasSizeGreaterThan(80).allMatch(EventKinds::knows);
    }
}
