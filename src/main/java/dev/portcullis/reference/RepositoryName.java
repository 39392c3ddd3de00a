package dev.portcullis.reference;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;

/**
 * The canonical name of an image repository, always {@code namespace/path}. A name of one component lives in the
 * namespace {@value #DEFAULT_NAMESPACE}, and is made canonical here, before anything is decided on it.
 *
 * <p>Grammar and the 255 characters are those of "Pulling manifests" in the distribution spec.
 */
public record RepositoryName(String namespace, String path) implements Comparable<RepositoryName> {
    /** Where a name of one component lives. */
    public static final String DEFAULT_NAMESPACE = "library";

    /** The longest name in characters, the namespace included. */
    public static final int MAX_LENGTH = 255;

    public RepositoryName {
        String whole = namespace + "/" + path;
        if (whole.length() > MAX_LENGTH) {
            throw invalid("A repository name has at most " + MAX_LENGTH + " characters.");
        }
        if (namespace.indexOf('/') >= 0 || !isPath(whole)) {
            throw invalid(
                    "Each part of a repository name is made of a-z and 0-9, with single . or _, double __ or any number of - between.");
        }
    }

    /** Parses a name as it stands in a URL or a token scope; {@link ErrorCode#NAME_INVALID} when it is not one. */
    public static RepositoryName parse(String text) {
        int slash = text.indexOf('/');
        return slash < 0
                ? new RepositoryName(DEFAULT_NAMESPACE, text)
                : new RepositoryName(text.substring(0, slash), text.substring(slash + 1));
    }

    /** Whether the text can be the name of a namespace: one component of a repository name. */
    public static boolean isComponent(String text) {
        return text.indexOf('/') < 0 && text.length() <= MAX_LENGTH && isPath(text);
    }

    /** Whether the text is a canonical name: a namespace and a path, neither too long. */
    public static boolean isName(String text) {
        return text.indexOf('/') > 0 && text.length() <= MAX_LENGTH && isPath(text);
    }

    private static RegistryException invalid(String sentence) {
        return new RegistryException(ErrorCode.NAME_INVALID, sentence);
    }

    /** A hand-written scan: no regular expression, so no input makes it slow. */
    private static boolean isPath(String text) {
        boolean needsAlphanumeric = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isAlphanumeric(c)) {
                needsAlphanumeric = false;
            } else if (needsAlphanumeric) {
                return false;
            } else {
                i = separatorEnd(text, i) - 1;
                needsAlphanumeric = true;
                if (i < 0) {
                    return false;
                }
            }
        }
        return !needsAlphanumeric;
    }

    /** The index after the separator that starts at i; 0 when none starts there. */
    private static int separatorEnd(String text, int i) {
        char c = text.charAt(i);
        return switch (c) {
            case '/', '.' -> i + 1;
            case '_' -> i + 1 < text.length() && text.charAt(i + 1) == '_' ? i + 2 : i + 1;
            case '-' -> {
                int end = i;
                while (end < text.length() && text.charAt(end) == '-') {
                    end++;
                }
                yield end;
            }
            default -> 0;
        };
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }

    @Override
    public int compareTo(RepositoryName other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return namespace + "/" + path;
    }
}
