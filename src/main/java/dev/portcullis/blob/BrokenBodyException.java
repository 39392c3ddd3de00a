package dev.portcullis.blob;

import java.io.IOException;

/** The client went away in the middle of a body. */
final class BrokenBodyException extends IOException {
    private final long received;

    /** @param received where the partial content stands, in bytes */
    BrokenBodyException(long received, IOException cause) {
        super("the body ended early", cause);
        this.received = received;
    }

    long received() {
        return received;
    }
}
