package dev.portcullis.cluster;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A node as it told of itself, each ten seconds. What it has not told lately is null.
 *
 * @param address where it listens
 * @param host the name of its machine or container
 * @param seenAt its last heartbeat, by the database's clock
 * @param clockAheadMillis how far its clock is ahead of the database's
 * @param storageReachable whether its store took a write
 * @param certificateUntil the end of the certificate that its https port shows; null where it has none
 */
public record ClusterNode(
        String address,
        String host,
        String version,
        Instant startedAt,
        Instant seenAt,
        @Nullable Long clockAheadMillis,
        @Nullable Boolean storageReachable,
        @Nullable Instant certificateUntil) {
    /** A clock that is off by more confuses who reads logs, and makes tokens of other issuers look expired. */
    public static final Duration CLOCK_MAY_DIFFER = Duration.ofSeconds(5);

    /** Whether nothing of this needs somebody to look. */
    @JsonProperty("inOrder")
    public boolean inOrder() {
        return !Boolean.FALSE.equals(storageReachable) && clockRight() && !certificateEnded();
    }

    private boolean clockRight() {
        return clockAheadMillis == null || Math.abs(clockAheadMillis) <= CLOCK_MAY_DIFFER.toMillis();
    }

    private boolean certificateEnded() {
        return certificateUntil != null && certificateUntil.isBefore(seenAt);
    }
}
