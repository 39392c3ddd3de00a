package dev.portcullis.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OneTimeCodesTest {
    private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

    /** RFC 6238, appendix B, for SHA-1; ours are the last six of its eight digits. */
    @ParameterizedTest
    @CsvSource({
        "59, 94287082",
        "1111111109, 07081804",
        "1111111111, 14050471",
        "1234567890, 89005924",
        "2000000000, 69279037",
        "20000000000, 65353130"
    })
    void codesAreThoseOfTheStandard(long seconds, String code) {
        long step = OneTimeCodes.stepOf(Instant.ofEpochSecond(seconds));
        assertThat(OneTimeCodes.code(SECRET, step)).isEqualTo(code.substring(2));
    }

    @ParameterizedTest
    @CsvSource({"-2, false", "-1, true", "0, true", "1, true", "2, false"})
    void clocksMayDifferByOneStep(int steps, boolean taken) {
        Instant now = Instant.ofEpochSecond(1_234_567_890);
        long step = OneTimeCodes.stepOf(now) + steps;
        assertThat(OneTimeCodes.matchingStep(SECRET, OneTimeCodes.code(SECRET, step), now))
                .isEqualTo(taken ? step : OneTimeCodes.NONE);
    }

    /** RFC 4648, section 10. */
    @Test
    void base32IsThatOfTheStandard() {
        String[] written = {"", "my", "mzxq", "mzxw6", "mzxw6yq", "mzxw6ytb", "mzxw6ytboi"};
        for (int i = 0; i < written.length; i++) {
            assertThat(Base32.encode("foobar".substring(0, i).getBytes(StandardCharsets.US_ASCII)))
                    .isEqualTo(written[i]);
        }
    }
}
