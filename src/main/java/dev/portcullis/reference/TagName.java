package dev.portcullis.reference;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;

/** A tag: {@code [a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}} of the distribution spec. */
public record TagName(String value) implements Comparable<TagName> {
    /** The longest tag in characters. */
    public static final int MAX_LENGTH = 128;

    public TagName {
        if (value.isEmpty() || value.length() > MAX_LENGTH || !isTag(value)) {
            throw new RegistryException(
                    ErrorCode.TAG_INVALID,
                    "A tag has 1 to 128 letters, digits, _, . or -, and does not begin with . or -.");
        }
    }

    /** Parses a tag; {@link ErrorCode#TAG_INVALID} when it is not one. */
    public static TagName parse(String text) {
        return new TagName(text);
    }

    private static boolean isTag(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
            if (!word && (i == 0 || (c != '.' && c != '-'))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int compareTo(TagName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
