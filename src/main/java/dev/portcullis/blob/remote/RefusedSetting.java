package dev.portcullis.blob.remote;

import dev.portcullis.egress.CaBundle;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A setting of a store that cannot be right, told in words for whoever typed it. */
public final class RefusedSetting extends IllegalArgumentException {
    private static final Pattern PREFIX = Pattern.compile("|[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*");
    private static final int LONGEST_PREFIX = 256;

    private final String field;

    private RefusedSetting(String field, String sentence) {
        super(sentence);
        this.field = field;
    }

    /** The name of the field, as the stored settings have it. */
    public String field() {
        return field;
    }

    /** Throws unless it holds. */
    public static void unless(boolean condition, String field, String sentence) {
        if (!condition) {
            throw new RefusedSetting(field, sentence);
        }
    }

    /** What stands in front of every key, without a slash at its ends; empty for none. */
    public static void unlessPrefix(String prefix) {
        unless(
                PREFIX.matcher(prefix).matches() && prefix.length() <= LONGEST_PREFIX && !prefix.contains(".."),
                "prefix",
                "The prefix may have letters, digits, dots, dashes, underscores, and slashes between them. Correct the"
                        + " prefix, or leave it empty.");
    }

    /** The authorities that are trusted for the endpoint; null for Java's. */
    public static void unlessAuthorities(@Nullable String caPem) {
        unless(
                caPem == null || CaBundle.isGood(caPem),
                "ca",
                "The authorities to trust hold no certificate in PEM. Correct the file.");
    }
}
