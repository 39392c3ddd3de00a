package dev.portcullis.access;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.reference.RepositoryName;

/**
 * Which repositories: one ({@code acme/web}), all below a prefix ({@code acme/web/*}, {@code acme/*}) or all ({@code *}).
 * A star stands for whole components and at the end only, so that a pattern is a range of names.
 *
 * @param text the canonical spelling
 */
public record NamePattern(String text) {
    private static final String ALL = "*";
    private static final String BELOW = "/*";

    /** Parses a pattern; {@link ErrorCode#NAME_INVALID} when it is none. */
    public static NamePattern parse(String text) {
        if (text.equals(ALL)) {
            return new NamePattern(ALL);
        }
        if (!text.endsWith(BELOW)) {
            return new NamePattern(RepositoryName.parse(text).toString());
        }
        String stem = text.substring(0, text.length() - BELOW.length());
        if (!stem.isEmpty() && !stem.contains("*")) {
            // A stem is a namespace, or a name below it.
            if (stem.indexOf('/') < 0 ? RepositoryName.isComponent(stem) : RepositoryName.isName(stem)) {
                return new NamePattern(stem + BELOW);
            }
        }
        throw new RegistryException(
                ErrorCode.NAME_INVALID,
                "Name a repository (acme/web), all below a name (acme/web/*, acme/*), or all (*).");
    }

    /** Whether it stands for more than one repository. */
    public boolean isPrefix() {
        return text.endsWith(ALL);
    }

    /** What the names begin with; the name itself where it is just one. */
    public String stem() {
        return isPrefix() ? text.substring(0, text.length() - 1) : text;
    }

    /** Whether this repository is meant. */
    public boolean matches(RepositoryName name) {
        String whole = name.toString();
        return isPrefix() ? whole.startsWith(stem()) : whole.equals(text);
    }

    /** Whether every repository of the other pattern is also one of this. */
    public boolean covers(NamePattern other) {
        return isPrefix() ? other.stem().startsWith(stem()) : text.equals(other.text);
    }

    /** Whether all of it lies within one namespace. */
    public boolean isWithin(String namespace) {
        return stem().startsWith(namespace + "/");
    }

    @Override
    public String toString() {
        return text;
    }
}
