package dev.portcullis.maintenance;

/** A run that was cancelled, or taken over by another node: nothing more may be done for it here. */
public final class JobEnded extends RuntimeException {
    private static final long serialVersionUID = 1;

    JobEnded(String sentence) {
        super(sentence, null, false, false);
    }
}
