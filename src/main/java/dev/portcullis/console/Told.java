package dev.portcullis.console;

import io.quarkus.qute.TemplateExtension;
import java.math.RoundingMode;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.FormatStyle;
import java.util.Locale;

/** How templates write what is no text, in the visitor's language: {@code {row.at.day}}, {@code {image.size.asSize}}. */
@TemplateExtension
final class Told {
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB"};
    private static final int STEP = 1000;
    private static final int SHORT_DIGEST = 12;

    private static final Formats ENGLISH = Formats.of(Language.ENGLISH);
    private static final Formats CHINESE = Formats.of(Language.CHINESE);

    private Told() {}

    /** To the minute, in UTC: pages are read in more than one time zone, and pasted into tickets. */
    static String moment(Instant at) {
        return formats().moments.format(at.atOffset(ZoneOffset.UTC)) + " UTC";
    }

    /** Bytes as people read them, in steps of 1000, as docker counts. */
    static String asSize(Long bytes) {
        double size = bytes;
        int unit = 0;
        while (size >= STEP && unit < UNITS.length - 1) {
            size /= STEP;
            unit++;
        }
        NumberFormat format = (NumberFormat) formats().numbers.clone();
        format.setMaximumFractionDigits(unit == 0 || size >= 100 ? 0 : 1);
        format.setRoundingMode(RoundingMode.HALF_UP);
        return format.format(size) + " " + UNITS[unit];
    }

    /** A count, with the separators of the language. */
    static String asCount(Long number) {
        return ((NumberFormat) formats().numbers.clone()).format(number);
    }

    /** A kind of event: {@code {event.kind.happened}}. */
    static String happened(String kind) {
        return EventKinds.told(Visit.current().words(EventWords.class), kind);
    }

    /** The first twelve digits of a digest, as docker shows it. */
    static String shortDigest(String digest) {
        int colon = digest.indexOf(':');
        return digest.substring(colon + 1, Math.min(digest.length(), colon + 1 + SHORT_DIGEST));
    }

    private static Formats formats() {
        return Visit.current().language() == Language.CHINESE ? CHINESE : ENGLISH;
    }

    /**
     * How a language writes. Made once: making one asks the data of the language anew, which takes longer than what it then
     * writes, and a page has many.
     *
     * @param numbers to be cloned, since it is not for several threads
     */
    private record Formats(DateTimeFormatter moments, NumberFormat numbers) {
        static Formats of(Language language) {
            Locale locale = language.locale();
            String moments = DateTimeFormatterBuilder.getLocalizedDateTimePattern(
                    FormatStyle.MEDIUM, FormatStyle.SHORT, IsoChronology.INSTANCE, locale);
            return new Formats(DateTimeFormatter.ofPattern(moments, locale), NumberFormat.getNumberInstance(locale));
        }
    }
}
