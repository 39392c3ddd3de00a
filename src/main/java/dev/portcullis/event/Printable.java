package dev.portcullis.event;

import org.jspecify.annotations.Nullable;

/** Text of strangers, made fit for a row and a line: PostgreSQL takes no NUL, and a terminal obeys an escape. */
final class Printable {
    private Printable() {}

    /** The text with {@code ?} for each control character and each half of a pair that stands alone. */
    static @Nullable String of(@Nullable String text) {
        if (text == null || text.codePoints().noneMatch(Printable::isBad)) {
            return text;
        }
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(c -> clean.appendCodePoint(isBad(c) ? '?' : c));
        return clean.toString();
    }

    private static boolean isBad(int c) {
        return Character.isISOControl(c) || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
}
