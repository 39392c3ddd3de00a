package dev.portcullis.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import java.net.URI;
import java.time.Duration;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** SEC-K: no text whatever makes these parsers do anything but accept or refuse, and what they accept means one thing. */
class TextFuzzTest {
    private static final URI HERE = URI.create("https://registry.example.com/login");

    @Property(tries = 5_000)
    void anyTextIsARangeOfAddressesOrRefused(@ForAll("addresses") String text) {
        AddressRange range;
        try {
            range = AddressRange.parse(text);
        } catch (RegistryException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.REQUEST_INVALID);
            return;
        }
        assertThat(range.bits()).isBetween(0, range.network().getAddress().length * 8);
        assertThat(range.contains(range.network())).isTrue();
        String canonical = range.network().getHostAddress() + "/" + range.bits();
        AddressRange again = AddressRange.parse(canonical);
        assertThat(again.network()).isEqualTo(range.network());
        assertThat(again.bits()).isEqualTo(range.bits());
    }

    @Property(tries = 5_000)
    void whatIsNoAddressIsInNoRange(@ForAll("addresses") String text) {
        AddressRange everything = AddressRange.parse(text.indexOf(':') >= 0 ? "::/0" : "0.0.0.0/0");
        if (!AddressRange.isAddress(text)) {
            assertThat(everything.contains(text)).isFalse();
        }
    }

    @Property(tries = 5_000)
    void aReturnPathStaysOnThisRegistryHoweverItIsResolved(@ForAll("paths") String text) {
        String path = ReturnPath.orHome(text).text();
        // As a browser reads it (WHATWG URL, 4.4): a backslash is a slash, and tab and line ends are dropped.
        String read = path.replaceAll("[\\t\\r\\n]", "").replace('\\', '/');
        assertThat(read).startsWith("/").doesNotStartWith("//");
        assertThat(path).isPrintable();
        if (isUri(path)) {
            assertThat(HERE.resolve(path).getRawAuthority()).isEqualTo(HERE.getRawAuthority());
        }
        assertThat(ReturnPath.orHome(path).text()).isEqualTo(path);
    }

    @Property(tries = 200)
    void longTextsTakeNoTime(@ForAll("long") String text) {
        long start = System.nanoTime();
        AddressRange.isAddress(text);
        ReturnPath.orHome(text);
        RepositoryName.isName(text);
        refused(() -> AddressRange.parse(text));
        refused(() -> RepositoryName.parse(text));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }

    private static void refused(Runnable parse) {
        try {
            parse.run();
            throw new AssertionError("taken");
        } catch (RegistryException e) {
            assertThat(e.code().status()).isEqualTo(400);
        }
    }

    private static boolean isUri(String text) {
        try {
            return !URI.create(text).isOpaque();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Provide
    Arbitrary<String> addresses() {
        Arbitrary<String> parts = Arbitraries.oneOf(
                Arbitraries.of(
                        "10.1.2.3",
                        "255.255.255.255",
                        "256.1.1.1",
                        "1.2.3",
                        "::",
                        "::1",
                        "2001:db8::",
                        "::ffff:10.0.0.1",
                        "fe80::1%eth0",
                        "[::1]",
                        "/",
                        "/0",
                        "/32",
                        "/33",
                        "/128",
                        "/129",
                        "/-1",
                        "/+8",
                        "/08",
                        ".",
                        ":",
                        "%",
                        "0x7f.1",
                        "localhost",
                        "1",
                        "٣",
                        " ",
                        "\0",
                        "[",
                        "]"),
                Arbitraries.strings().ofMaxLength(4));
        return parts.list().ofMaxSize(4).map(list -> String.join("", list));
    }

    @Provide
    Arbitrary<String> paths() {
        Arbitrary<String> parts = Arbitraries.oneOf(
                Arbitraries.of(
                        "/",
                        "//",
                        "\\",
                        "\t",
                        "\r\n",
                        "@",
                        ":",
                        "?",
                        "#",
                        "%2F",
                        "%5C",
                        "%0A",
                        "https:",
                        "javascript:",
                        "e.example",
                        "account",
                        "..",
                        ".",
                        " ",
                        "\u00a0",
                        "／",
                        "\ud800",
                        "\0"),
                Arbitraries.strings().ofMaxLength(3));
        return parts.list().ofMaxSize(6).map(list -> String.join("", list));
    }

    @Provide("long")
    Arbitrary<String> longTexts() {
        return Arbitraries.of("a", "/", "-", "_", ".", ":", "1", "a-", "a/", "1.", "::", "%", "\\", "a__")
                .map(part -> part.repeat(100_000));
    }
}
