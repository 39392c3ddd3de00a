package dev.portcullis.console;

import org.jspecify.annotations.Nullable;

/** Light or dark, or as the browser is set. */
enum Theme {
    AUTO,
    LIGHT,
    DARK;

    /** As it stands in forms, in the cookie, and in the page. */
    String wireName() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    static Theme of(@Nullable String chosen) {
        for (Theme theme : values()) {
            if (theme.wireName().equals(chosen)) {
                return theme;
            }
        }
        return AUTO;
    }
}
