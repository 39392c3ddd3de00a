package dev.portcullis.maintenance;

import java.util.List;

/**
 * A kind of work. A run can be cut off at any point, by a kill or by a cancellation, and begun anew by another node: its
 * work must bear that. The feature that it belongs to declares it as a bean.
 */
public interface Job {

    /** Its stable name, such as {@code gc}. */
    String kind();

    /** The wishes that a run may be started with, such as {@code untagged}; each is on or off. */
    List<String> flags();

    /**
     * Does the work, and tells the result in a sentence.
     *
     * @throws JobFailed where what it found is not in order; the run has then failed, and says why
     * @throws JobEnded out of {@link JobProgress}; not to be caught
     */
    String run(JobProgress progress);
}
