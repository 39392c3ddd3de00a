package dev.portcullis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/** The command line as it is written, without doing what it says. */
class CommandLineTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void theContractsVerbsAreThere() {
        assertThat(Main.commandLine().getSubcommands().keySet())
                .contains("serve", "fsck", "gc", "doctor", "user", "org", "repo", "grant", "version");
    }

    @ParameterizedTest
    @MethodSource("everyCommand")
    void everyHelpHasAnExample(List<String> words) {
        List<String> help = new ArrayList<>(words);
        help.add("--help");

        assertThat(run(help)).isZero();

        assertThat(out.toString()).contains("Example: ").contains("portcullis " + String.join(" ", words));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "user",
                "user create",
                "user create ana",
                "user create ana --password-stdin --password-file f",
                "serve --port x",
                "gc --grace soon",
                "grant add --to ana",
                "repo delete acme/web",
                "nonsense"
            })
    void wrongUsageEndsWithTwoAndPointsToTheHelp(String line) {
        assertThat(run(line.isEmpty() ? List.of() : List.of(line.split(" ")))).isEqualTo(Main.USAGE);
        assertThat(err.toString()).contains("--help");
    }

    @Test
    void aPasswordIsNeverAnArgument() {
        for (List<String> words : everyCommand().toList()) {
            for (OptionSpec option : find(words).getCommandSpec().options()) {
                assertThat(option.longestName().endsWith("password"))
                        .as("%s %s", words, option)
                        .isFalse();
            }
        }
    }

    /** Whatever the variable says: a flag that is given is on. */
    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void aFlagIsNeverTurnedOffByGivingIt(String variable) {
        CommandLine.ParseResult parsed = Main.commandLine()
                .setDefaultValueProvider(argument -> argument instanceof OptionSpec option
                                && option.longestName().equals("--insecure-http")
                        ? variable
                        : null)
                .parseArgs("serve", "--insecure-http");
        assertThat(parsed.subcommand().matchedOption("--insecure-http").<Boolean>getValue())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0s, 0", "30m, 1800", "24h, 86400", "2d, 172800"})
    void spans(String text, long seconds) {
        assertThat(new Gc.Span().convert(text)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "-1s", "1w", "1.5h", "99999999999d"})
    void noSpans(String text) {
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> new Gc.Span().convert(text)))
                .isInstanceOf(TypeConversionException.class);
    }

    @ParameterizedTest
    @CsvSource({"2000, ext4, WRONG", "500000, tmpfs, WRONG", "500000, ext4, OK", "60000000, ext4, WARNING"})
    void aSyncThatCostsNothingWasNone(long nanos, String fileSystem, Finding.Verdict verdict) {
        assertThat(MachineCheckup.judge(nanos, fileSystem).verdict()).isEqualTo(verdict);
    }

    static Stream<List<String>> everyCommand() {
        List<List<String>> all = new ArrayList<>();
        collect(List.of(), Main.commandLine(), all);
        return all.stream();
    }

    private static void collect(List<String> words, CommandLine command, List<List<String>> all) {
        all.add(words);
        for (Map.Entry<String, CommandLine> sub : command.getSubcommands().entrySet()) {
            List<String> more = new ArrayList<>(words);
            more.add(sub.getKey());
            collect(more, sub.getValue(), all);
        }
    }

    private static CommandLine find(List<String> words) {
        CommandLine command = Main.commandLine();
        for (String word : words) {
            command = java.util.Objects.requireNonNull(command.getSubcommands().get(word), word);
        }
        return command;
    }

    private int run(List<String> words) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words.toArray(String[]::new));
    }
}
