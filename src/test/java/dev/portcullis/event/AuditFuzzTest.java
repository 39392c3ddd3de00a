package dev.portcullis.event;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

/** SEC-K: filters and cursors of the audit log for any text, and its messages for any event. */
class AuditFuzzTest {
    /** The grammar of RFC 5424, section 6, with one element of structured data. */
    private static final Pattern MESSAGE = Pattern.compile(
            "<(\\d{1,3})>1 (\\S+) ([!-~]{1,255}) portcullis - ([!-~]{1,32}) \\[audit@32473((?: [!-<>-~&&[^\\]\"]]{1,32}"
                    + "=\"(?:[^\"\\\\\\]]|\\\\[\"\\\\\\]])*\")*)\\] (.*)",
            Pattern.DOTALL);

    private static final Pattern PARAMETER = Pattern.compile(" ([a-zA-Z]+)=\"((?:[^\"\\\\\\]]|\\\\[\"\\\\\\]])*)\"");

    @Property(tries = 5_000)
    void anyFiltersAreAQueryOrRefused(@ForAll("filterNames") String name, @ForAll("filterValues") String value) {
        try {
            AuditQuery.of(Map.of(name, value));
            assertThat(AuditQuery.NAMES).contains(name);
        } catch (RegistryException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.REQUEST_INVALID);
        }
    }

    @Property(tries = 5_000)
    void anyTextIsACursorOrRefused(@ForAll("cursors") String text) {
        try {
            AuditPage.Cursor read = AuditPage.Cursor.parse(text);
            assertThat(AuditPage.Cursor.parse(read.toString())).isEqualTo(read);
        } catch (RegistryException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.REQUEST_INVALID);
        }
    }

    @Property(tries = 2_000)
    void aCursorReadsBack(
            @ForAll @LongRange(min = 0, max = 99_999_999_999_999_999L) long micros,
            @ForAll @LongRange(min = 0, max = 999_999_999_999_999_999L) long id) {
        var cursor = new AuditPage.Cursor(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), id);
        assertThat(AuditPage.Cursor.parse(cursor.toString())).isEqualTo(cursor);
    }

    @Property(tries = 5_000)
    void aMessageReadsBackByTheGrammarOfTheStandard(
            @ForAll("texts") String account,
            @ForAll("texts") String detail,
            @ForAll("texts") String kind,
            @ForAll("texts") String hostname) {
        AuditEvent event = new AuditEvent(
                7,
                Instant.now(),
                kind,
                account,
                null,
                null,
                "10.0.0.1",
                null,
                "ok",
                "a/b",
                null,
                null,
                detail,
                null,
                1);
        byte[] framed = SyslogMessage.framed(event, 3, hostname);
        int space = new String(framed, US_ASCII).indexOf(' ');
        int length = Integer.parseInt(new String(framed, 0, space, US_ASCII));
        assertThat(framed).hasSize(space + 1 + length);
        String text = new String(framed, space + 1, length, UTF_8);
        assertThat(text.codePoints().noneMatch(Character::isISOControl)).isTrue();
        Matcher message = MESSAGE.matcher(text);
        assertThat(message.matches()).as(text).isTrue();
        Map<String, String> told = new HashMap<>();
        PARAMETER
                .matcher(message.group(5))
                .results()
                .forEach(parameter ->
                        told.put(parameter.group(1), parameter.group(2).replaceAll("\\\\([\"\\\\\\]])", "$1")));
        assertThat(told)
                .containsEntry("account", String.valueOf(Printable.of(account)))
                .containsEntry("detail", String.valueOf(Printable.of(detail)))
                .containsEntry("id", "7")
                .containsEntry("times", "1");
    }

    @Provide
    Arbitrary<String> filterNames() {
        return Arbitraries.oneOf(
                Arbitraries.of(AuditQuery.NAMES), Arbitraries.strings().ofMaxLength(8));
    }

    @Provide
    Arbitrary<String> filterValues() {
        return Arbitraries.oneOf(
                Arbitraries.of(
                        "2026-01-31",
                        "2026-02-30",
                        "+999999999-01-01",
                        "-1-01-01T00:00:00Z",
                        "2026-01-31T24:00:00Z",
                        "2026-01-31T12:00:00+18:00",
                        "9999-12-31T23:59:59-18:00",
                        "0000-00-00",
                        "ok",
                        "refused",
                        "0".repeat(20),
                        "f".repeat(20),
                        "F".repeat(20),
                        "x".repeat(513),
                        "\0",
                        "'",
                        "%",
                        "\ud800"),
                Arbitraries.strings()
                        .withCharRange('0', '9')
                        .withChars("-:TZ+.")
                        .ofMaxLength(30),
                Arbitraries.strings());
    }

    @Provide
    Arbitrary<String> cursors() {
        return Arbitraries.oneOf(
                Arbitraries.strings().numeric().withChars("-").ofMaxLength(40),
                Arbitraries.strings().ofMaxLength(20));
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> parts = Arbitraries.oneOf(
                Arbitraries.of(
                        "\"", "\\", "]", "[", "=", " ", "\n", "\r", "\0", "\u001b[31m", "\u0085", "\ud800", "ü", "😀"),
                Arbitraries.strings().ofMaxLength(6));
        return parts.list().ofMaxSize(6).map(list -> String.join("", list));
    }
}
