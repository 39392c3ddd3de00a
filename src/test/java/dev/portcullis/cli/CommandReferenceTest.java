package dev.portcullis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.manual.Reference;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** {@code docs/reference/cli.md} is what every command says with {@code --help}. */
class CommandReferenceTest {
    private static final int WIDTH = 110;

    @Test
    void thePageIsWhatTheCommandsSay() {
        StringBuilder page = new StringBuilder("""
                # Command reference

                What each command says with `--help`. [cli.md](../cli.md) has them on one page, with exit codes and variables.
                """);
        append(page, Main.commandLine());
        assertThat(page.toString()).contains("## portcullis serve", "## portcullis user create");
        Reference.holds("cli.md", page.toString());
    }

    private static void append(StringBuilder page, CommandLine command) {
        command.setUsageHelpAutoWidth(false).setUsageHelpWidth(WIDTH);
        page.append("\n## ")
                .append(command.getCommandSpec().qualifiedName())
                .append("\n\n```text\n")
                .append(command.getUsageMessage(Ansi.OFF)
                        .replaceAll("(?m) +$", "")
                        .strip())
                .append("\n```\n");
        for (Map.Entry<String, CommandLine> sub : command.getSubcommands().entrySet()) {
            append(page, sub.getValue());
        }
    }
}
