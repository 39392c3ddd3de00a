package dev.portcullis.blob.remote;

import java.io.Closeable;
import java.io.IOException;

/**
 * The end of an upload that the store does not have yet.
 *
 * @param index of the segment that it will be
 * @param sent whether the store has an older, shorter state of that segment
 */
record Tail(int index, Scratch bytes, boolean sent) implements Closeable {
    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
