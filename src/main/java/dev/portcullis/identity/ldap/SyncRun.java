package dev.portcullis.identity.ldap;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run of a synchronization.
 *
 * @param state {@code running}, {@code done}, {@code stopped} (by the brake), {@code cancelled} or {@code failed}
 * @param step what it does just now, and {@code done} of {@code total} of it; total 0: not known
 * @param counts as {@link SyncPlan.Counts}, once the plan is made
 */
public record SyncRun(
        long id,
        String state,
        String startedBy,
        Instant startedAt,
        @Nullable Instant endedAt,
        String step,
        int done,
        int total,
        JsonNode counts) {

    /** A line of its log. */
    public record Line(int line, Instant at, String message) {}
}
