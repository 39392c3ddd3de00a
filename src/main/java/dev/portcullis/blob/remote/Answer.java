package dev.portcullis.blob.remote;

import java.io.FilterInputStream;
import java.io.InputStream;

/** The body of an answer. It may end early, or fail: {@link RangeStream} counts. */
public final class Answer extends FilterInputStream {
    private final Runnable abort;

    /** @param abort ends the connection without reading what is left */
    public Answer(InputStream body, Runnable abort) {
        super(body);
        this.abort = abort;
    }

    void abort() {
        abort.run();
    }
}
