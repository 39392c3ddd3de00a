package dev.portcullis.blob.azure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;

/** What comes, as a stream: a few pieces are asked for at a time, so that a slow reader costs no memory. */
final class FluxStream extends InputStream {
    private static final int AHEAD = 8;

    private final Stream<ByteBuffer> body;
    private final Iterator<ByteBuffer> pieces;
    private ByteBuffer piece = ByteBuffer.allocate(0);

    FluxStream(Flux<ByteBuffer> body) {
        this.body = body.toStream(AHEAD);
        this.pieces = this.body.iterator();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        try {
            while (!piece.hasRemaining()) {
                if (!pieces.hasNext()) {
                    return -1;
                }
                piece = pieces.next();
            }
        } catch (RuntimeException e) {
            throw new IOException("Input/output error: " + e.getMessage(), e);
        }
        int n = Math.min(count, piece.remaining());
        piece.get(bytes, offset, n);
        return n;
    }

    /** The connection is good for the next request when nothing is left. */
    @Override
    public void close() throws IOException {
        try {
            while (pieces.hasNext()) {
                pieces.next();
            }
        } catch (RuntimeException e) {
            throw new IOException("Input/output error: " + e.getMessage(), e);
        }
    }

    /** Ends the connection. */
    void abort() {
        body.close();
    }
}
