package dev.portcullis.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bytes=0-0            | 0-0
            bytes=500-1499       | 500-1499
            bytes=500-           | 500-2047
            bytes=-500           | 1548-2047
            bytes=-5000          | 0-2047
            bytes=2000-5000      | 2000-2047
            bytes=0-1, 4-5       | 0-1 4-5
            bytes=0-1,9000-9001  | 0-1
            items=0-1            | ''
            """)
    void resolves(String header, String expected) {
        assertThat(ByteRanges.resolve(header, 2048).stream()
                        .map(p -> p.first() + "-" + p.last())
                        .collect(Collectors.joining(" ")))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=500-0",
                "bytes=5000-10000",
                "bytes=2048-",
                "bytes=-0",
                "bytes=",
                "bytes=a-b",
                "bytes=--1",
                "bytes=99999999999999999999-",
                "bytes=0-2047,0-2047,0-2047"
            })
    void refusesWhatLiesOutside(@Nullable String header) {
        assertThatThrownBy(() -> ByteRanges.resolve(header, 2048))
                .isInstanceOfSatisfying(RegistryException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.RANGE_INVALID);
                    assertThat(e.headers()).containsEntry("Content-Range", "bytes */2048");
                });
    }

    @ParameterizedTest
    @ValueSource(longs = {0})
    void anEmptyBlobHasNoRange(long size) {
        assertThatThrownBy(() -> ByteRanges.resolve("bytes=0-", size)).isInstanceOf(RegistryException.class);
        assertThat(ByteRanges.resolve(null, size)).isEmpty();
    }
}
