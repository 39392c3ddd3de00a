package dev.portcullis.maintenance;

/** A run came to its end, and what it found is not in order. */
public final class JobFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param sentence what is wrong, and what to do */
    public JobFailed(String sentence) {
        super(sentence);
    }
}
