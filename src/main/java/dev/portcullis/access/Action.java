package dev.portcullis.access;

import java.util.Locale;

/** What can be done to a repository. The wire names are those of the Docker token scope: {@code pull}, {@code push}. */
public enum Action {
    /** See the repository, its tags and content, and pull. Level read-only. */
    PULL,
    /** Push blobs, manifests and tags. Level read-write. */
    PUSH,
    /** Delete tags, manifests and blobs. Level read-write. */
    DELETE,
    /** Change visibility, description and grants; delete the repository. Level admin. */
    ADMIN;

    /** The name in a token scope. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
