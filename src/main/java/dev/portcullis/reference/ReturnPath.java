package dev.portcullis.reference;

import org.jspecify.annotations.Nullable;

/**
 * Where on this registry a browser goes after signing in: a path with its query. It comes from an address that anyone
 * can make up, so it is taken only when no browser can read it as another site: one slash first, and neither a backslash
 * nor a control character anywhere, since browsers take the one for a slash and drop the other (WHATWG URL, 4.4).
 */
public record ReturnPath(String text) {
    /** Where to go when nothing better is known. */
    public static final ReturnPath HOME = new ReturnPath("/");

    private static final int MAX_LENGTH = 2048;

    /** {@link IllegalArgumentException} for what is not safe. */
    public ReturnPath {
        if (!isSafe(text)) {
            throw new IllegalArgumentException("not a path of this registry");
        }
    }

    /** What was asked for when it is safe, or else {@link #HOME}. */
    public static ReturnPath orHome(@Nullable String asked) {
        return asked != null && isSafe(asked) ? new ReturnPath(asked) : HOME;
    }

    private static boolean isSafe(String text) {
        return text.startsWith("/")
                && !text.startsWith("//")
                && text.length() <= MAX_LENGTH
                && text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '\\');
    }

    @Override
    public String toString() {
        return text;
    }
}
