package dev.portcullis.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceAddressTest {
    private final SourceAddress source =
            new SourceAddress(Optional.of(List.of("10.0.0.0/8", "192.0.2.7", "2001:db8::/32")));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "198.51.100.1 | 203.0.113.9 | 198.51.100.1",
                "10.1.2.3 | 203.0.113.9 | 203.0.113.9",
                "10.1.2.3 | 1.2.3.4,203.0.113.9 | 203.0.113.9",
                "10.1.2.3 | 1.2.3.4, 203.0.113.9, 10.9.9.9 | 203.0.113.9",
                "10.1.2.3 | nonsense | 10.1.2.3",
                "10.1.2.3 | 203.0.113.9, nonsense | 10.1.2.3",
                "10.1.2.3 | '' | 10.1.2.3",
                "192.0.2.7 | 203.0.113.9 | 203.0.113.9",
                "192.0.2.8 | 203.0.113.9 | 192.0.2.8",
                "2001:db8::9 | 203.0.113.9 | 203.0.113.9"
            })
    void onlyWhatTrustedProxiesAddedCounts(String peer, String forwarded, String expected) {
        assertThat(source.of(peer, forwarded)).isEqualTo(expected);
    }
}
