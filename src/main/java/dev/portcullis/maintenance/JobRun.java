package dev.portcullis.maintenance;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run of a job.
 *
 * @param state {@code waiting} for a node, {@code running}, {@code done}, {@code failed} or {@code cancelled}
 * @param node the address of the node that works, or did
 * @param attempts how many nodes have begun it; more than 1 when one of them died
 * @param step what it does just now, and {@code done} of {@code total} of it; total 0: not known
 * @param result a sentence; empty before the end
 */
public record JobRun(
        long id,
        String kind,
        String state,
        List<String> flags,
        String askedBy,
        Instant askedAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        String node,
        int attempts,
        String step,
        long done,
        long total,
        String result) {
    public JobRun {
        flags = List.copyOf(flags);
    }

    /** A line of its log. */
    public record Line(int line, Instant at, String text) {}

    /** Whether it waits or works. */
    public boolean active() {
        return state.equals("waiting") || state.equals("running");
    }

    /** Of a hundred; 0 where the total is not known. */
    public long percent() {
        return total == 0 ? 0 : Math.min(100, done * 100 / total);
    }
}
