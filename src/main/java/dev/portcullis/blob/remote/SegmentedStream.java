package dev.portcullis.blob.remote;

import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several streams as one, each opened by its first byte and closed after its last. */
final class SegmentedStream extends InputStream {
    private final Iterator<RangeStream> waiting;
    private @Nullable RangeStream current;

    SegmentedStream(List<RangeStream> segments) {
        this.waiting = segments.iterator();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
        while (true) {
            if (current == null) {
                if (!waiting.hasNext()) {
                    return -1;
                }
                current = waiting.next();
            }
            int n = current.read(bytes, offset, count);
            if (n >= 0) {
                return n;
            }
            close();
        }
    }

    @Override
    public void close() throws IOException {
        if (current != null) {
            current.close();
            current = null;
        }
    }
}
