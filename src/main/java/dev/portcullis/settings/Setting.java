package dev.portcullis.settings;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A section as it holds now.
 *
 * @param <T> the section's record
 * @param version counts the changes; 0 while the defaults hold
 * @param value what holds: what was set, with what the configuration pins over it
 * @param pinned the fields that the configuration sets, each with the property that does
 * @param secrets the names of the secrets that are set
 * @param changedAt null while the defaults hold
 * @param changedBy null while the defaults hold
 */
public record Setting<T extends Record>(
        String section,
        long version,
        T value,
        Map<String, String> pinned,
        Set<String> secrets,
        @Nullable Instant changedAt,
        @Nullable String changedBy) {}
