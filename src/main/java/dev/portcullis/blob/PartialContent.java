package dev.portcullis.blob;

import java.io.Closeable;
import java.io.IOException;

/** Bytes of an upload, being written. One writer at a time. */
public interface PartialContent extends Closeable {

    /** Appends bytes. */
    void write(byte[] bytes, int offset, int length) throws IOException;

    /** On return all that was written survives a power loss. After a failure nothing written here may be trusted. */
    void sync() throws IOException;
}
