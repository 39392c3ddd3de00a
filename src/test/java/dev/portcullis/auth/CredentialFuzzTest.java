package dev.portcullis.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.reference.AddressRange;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** SEC-K: what stands in headers of requests, whatever it is. */
class CredentialFuzzTest {
    private static final String PEER = "10.0.0.1";

    private final SourceAddress source = new SourceAddress(Optional.of(List.of("10.0.0.0/8", "2001:db8::/32")));

    @Property(tries = 5_000)
    void basicCredentialsAreReadAsTheyWereWritten(@ForAll String name, @ForAll String password) {
        byte[] bytes = (name + ":" + password).getBytes(UTF_8);
        String written = new String(bytes, UTF_8); // what cannot be encoded, such as half a pair, is replaced
        BasicCredentials read = Objects.requireNonNull(
                BasicCredentials.parse(Base64.getEncoder().encodeToString(bytes)));
        assertThat(read.name() + ":" + read.password()).isEqualTo(written);
        assertThat(read.name()).doesNotContain(":");
        if (password.length() > 3 && !(name + "BasicCredentials").contains(password)) {
            assertThat(read.toString()).doesNotContain(password);
        }
    }

    @Property(tries = 5_000)
    void anyBytesAreCredentialsOrNone(@ForAll byte[] bytes, @ForAll String text) {
        BasicCredentials.parse(text);
        BasicCredentials read = BasicCredentials.parse(Base64.getEncoder().encodeToString(bytes));
        if (read != null) {
            assertThat((read.name() + ":" + read.password()).getBytes(UTF_8)).isEqualTo(bytes);
        } else {
            boolean isText = Arrays.equals(new String(bytes, UTF_8).getBytes(UTF_8), bytes);
            assertThat(isText && new String(bytes, ISO_8859_1).indexOf(':') >= 0)
                    .isFalse();
        }
    }

    @Property(tries = 5_000)
    void theSourceOfARequestIsAnAddressThatNoProxyOfOursHas(@ForAll("forwarded") String forwarded) {
        String address = source.of(PEER, forwarded);
        assertThat(AddressRange.isAddress(address)).as(address).isTrue();
        if (!address.equals(PEER)) {
            assertThat(forwarded).contains(address);
            assertThat(AddressRange.parse("10.0.0.0/8").contains(address)).isFalse();
        }
        assertThat(source.of("198.51.100.1", forwarded)).isEqualTo("198.51.100.1");
    }

    /** A client cannot move its own address by what it puts in front of what the proxy appends. */
    @Property(tries = 5_000)
    void whatAClientSendsInFrontChangesNothing(@ForAll("forwarded") String forwarded) {
        assertThat(source.of(PEER, forwarded + ",203.0.113.9")).isEqualTo("203.0.113.9");
        assertThat(source.of(PEER, forwarded + ", 203.0.113.9, 10.2.3.4")).isEqualTo("203.0.113.9");
    }

    @Provide
    Arbitrary<String> forwarded() {
        Arbitrary<String> parts = Arbitraries.oneOf(
                Arbitraries.of(
                        "203.0.113.9",
                        "10.9.9.9",
                        "2001:db8::1",
                        "2001:db9::1",
                        "[2001:db9::1]:80",
                        "::ffff:10.1.1.1",
                        "203.0.113.9:443",
                        "unknown",
                        "_hidden",
                        "localhost",
                        ",",
                        ", ",
                        ",,",
                        "%",
                        "fe80::1%eth0",
                        "\0"),
                Arbitraries.strings().ofMaxLength(3));
        return parts.list().ofMaxSize(6).map(list -> String.join("", list));
    }
}
