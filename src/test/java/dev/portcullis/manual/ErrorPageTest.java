package dev.portcullis.manual;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.error.ErrorCode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code docs/errors.md} explains every code of the register and no other. */
class ErrorPageTest {
    private static final Path PAGE = Path.of("docs", "errors.md");

    @Test
    void everyCodeHasOneSectionInTheOrderOfTheRegister() {
        List<String> codes = Pages.headings(PAGE, 6).stream()
                .filter(heading -> heading.matches("[A-Z_]{5,}"))
                .toList();
        assertThat(codes)
                .containsExactlyElementsOf(
                        Arrays.stream(ErrorCode.values()).map(Enum::name).toList());
    }

    @ParameterizedTest
    @EnumSource
    void aSectionSaysStatusCauseAndRemedy(ErrorCode code) {
        String section = Pages.text(PAGE).split("(?m)^### " + code + "$", 2)[1].split("(?m)^##", 2)[0];
        assertThat(section).contains("Status " + code.status() + ".", "**Why.** ", "**What to do.** ");
    }
}
