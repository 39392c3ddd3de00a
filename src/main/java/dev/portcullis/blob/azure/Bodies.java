package dev.portcullis.blob.azure;

import com.azure.core.util.BinaryData;
import dev.portcullis.blob.remote.Scratch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import reactor.core.publisher.Flux;

/** Bodies of requests, read anew for each try. */
final class Bodies {
    private static final int PIECE = 64 << 10;

    private Bodies() {}

    static BinaryData of(Scratch bytes) {
        long length = bytes.length();
        if (length == 0) {
            return BinaryData.fromBytes(new byte[0]);
        }
        Flux<ByteBuffer> pieces = Flux.generate(bytes::read, (in, sink) -> {
            try {
                // Handed on to another thread, so none is used twice.
                byte[] piece = in.readNBytes(PIECE);
                if (piece.length == 0) {
                    sink.complete();
                } else {
                    sink.next(ByteBuffer.wrap(piece));
                }
            } catch (IOException e) {
                sink.error(e);
            }
            return in;
        });
        return Objects.requireNonNull(
                BinaryData.fromFlux(pieces, length, /* bufferContent= */ false).block());
    }
}
