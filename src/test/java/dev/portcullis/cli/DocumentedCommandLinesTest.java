package dev.portcullis.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.portcullis.manual.Pages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every call of the program that a page shows is one that it understands. */
class DocumentedCommandLinesTest {
    /** The last on a line: before it may stand a program that runs it, and a container of that name. */
    private static final Pattern CALL = Pattern.compile("(?m)^(?:.*[\\s|(/])?portcullis ([a-z-]+(?: .*)?)$");

    private static final Pattern COMMENT = Pattern.compile("(?m)(?:^|\\s)#.*$");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|([^\\s'\"]+)");
    /** Where the shell ends a command, or a comment begins. */
    private static final Pattern END = Pattern.compile("\\s(?:[|<>&;#]|2>).*|;$|\\)$");

    record Call(Path page, String line) {}

    static Stream<Call> calls() {
        return Pages.all().stream()
                .flatMap(page -> Pages.shellBlocks(page).stream()
                        .flatMap(block -> CALL.matcher(COMMENT.matcher(block.replaceAll("\\\\\\n\\s*", " "))
                                        .replaceAll(""))
                                .results()
                                .map(call -> new Call(
                                        page, END.matcher(call.group(1)).replaceFirst("")))));
    }

    @Test
    void thereAreSome() {
        assertThat(calls().count()).isGreaterThan(30);
    }

    @ParameterizedTest
    @MethodSource("calls")
    void isUnderstood(Call call) {
        if (call.line().contains("[") || call.line().contains("...")) {
            return; // the form of a command, with what may be left out
        }
        if (call.line().startsWith("-") || call.line().contains("/portcullis:")) {
            return; // options of the program that starts a container or makes a user of that name
        }
        assertThatNoException()
                .as(call.toString())
                .isThrownBy(() -> Main.commandLine().parseArgs(words(call.line())));
    }

    private static String[] words(String line) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(line);
        while (word.find()) {
            words.add(word.group(1) != null ? word.group(1) : word.group(2) != null ? word.group(2) : word.group(3));
        }
        return words.toArray(String[]::new);
    }
}
