package dev.portcullis.console;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The languages that the pages speak. */
enum Language {
    ENGLISH("en", "en", "English"),
    CHINESE("zh", "zh-Hans", "简体中文");

    private final String tag;
    private final String htmlTag;
    private final String ownName;

    Language(String tag, String htmlTag, String ownName) {
        this.tag = tag;
        this.htmlTag = htmlTag;
        this.ownName = ownName;
    }

    /** As it stands in forms, in the cookie, and in the names of the files of messages. */
    String tag() {
        return tag;
    }

    /** For the attribute {@code lang} (BCP 47). */
    String htmlTag() {
        return htmlTag;
    }

    /** As those call it who speak it. */
    String ownName() {
        return ownName;
    }

    Locale locale() {
        return Locale.forLanguageTag(tag);
    }

    /** What was chosen, or else what the browser prefers (RFC 9110, 12.5.4), or else English. */
    static Language of(@Nullable String chosen, @Nullable String acceptLanguage) {
        for (Language language : values()) {
            if (language.tag.equals(chosen)) {
                return language;
            }
        }
        try {
            List<Locale.LanguageRange> ranges =
                    Locale.LanguageRange.parse(acceptLanguage == null ? "" : acceptLanguage);
            for (Locale.LanguageRange range : ranges) {
                for (Language language : values()) {
                    if (range.getWeight() > 0
                            && range.getRange().split("-", 2)[0].equals(language.tag)) {
                        return language;
                    }
                }
            }
        } catch (IllegalArgumentException e) {
            // A header that is no list of languages asks for none.
        }
        return ENGLISH;
    }
}
