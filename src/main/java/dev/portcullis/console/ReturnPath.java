package dev.portcullis.console;

import org.jspecify.annotations.Nullable;

/** Where somebody goes after signing in: a path of this registry and never another host. */
final class ReturnPath {
    private static final int MAX_LENGTH = 500;

    private ReturnPath() {}

    /**
     * The path, or null when it is none. Browsers take {@code //host} and {@code /\host} for another host, and drop tabs
     * and line ends before they look; so there is neither in what is taken.
     */
    static @Nullable String of(@Nullable String text) {
        if (text == null || text.length() > MAX_LENGTH || !text.startsWith("/") || text.startsWith("//")) {
            return null;
        }
        return text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '\\' && c != '"' && c != '<' && c != '>')
                ? text
                : null;
    }
}
