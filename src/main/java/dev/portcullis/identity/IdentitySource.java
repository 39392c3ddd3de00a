package dev.portcullis.identity;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A source as it is set up.
 *
 * @param position sources are asked in ascending order
 * @param settings read by its kind
 * @param secret the bind password or client secret, opened; null where none is set
 * @param updatedAt moves with each change of settings or secret
 */
public record IdentitySource(
        long id,
        String name,
        String kind,
        int position,
        boolean enabled,
        JsonNode settings,
        @Nullable String secret,
        Instant updatedAt) {
    /** The kind of the accounts that are kept here. */
    public static final String LOCAL = "local";

    @Override
    public String toString() {
        return "IdentitySource[" + kind + " " + name + "]";
    }
}
