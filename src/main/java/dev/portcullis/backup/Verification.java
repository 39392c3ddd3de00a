package dev.portcullis.backup;

import java.time.Instant;
import java.util.List;

/**
 * How a backup was proved.
 *
 * @param rows that were loaded into tables made for it, with every constraint
 * @param blobs whose presence and length were looked at
 * @param readBlobs of them, that were read again and hashed
 * @param problems what is wrong; empty where all holds
 */
public record Verification(Instant at, long rows, long blobs, long readBlobs, List<String> problems) {
    public Verification {
        problems = List.copyOf(problems);
    }

    /** Whether all holds. */
    public boolean holds() {
        return problems.isEmpty();
    }
}
