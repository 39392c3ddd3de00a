package dev.portcullis.oci;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/**
 * Writes a part in arrays of {@value #CHUNK} bytes, a few of them ahead of the client. Arrays and not direct buffers:
 * Java's AES-GCM works on arrays, and copies everything else in small steps. Neither what sends files over TLS, which reads 8
 * KiB at a time, nor a response's stream comes near.
 */
@Provider
public final class StreamedPartWriter implements ServerMessageBodyWriter<StreamedPart> {
    private static final Logger LOG = Logger.getLogger(StreamedPartWriter.class);
    private static final int CHUNK = 128 << 10;
    /** Handed over and not yet with the socket: one that is encrypted, and one that is read meanwhile. */
    private static final int AHEAD = 2;

    @Override
    public boolean isWriteable(
            Class<?> type, Type genericType, ResteasyReactiveResourceInfo target, MediaType mediaType) {
        return StreamedPart.class.equals(type);
    }

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return StreamedPart.class.equals(type);
    }

    @Override
    public void writeResponse(StreamedPart part, Type genericType, ServerRequestContext context) throws IOException {
        try (InputStream in = part.content().stream(part.offset(), part.count())) {
            // What fails before the first byte is answered as any failure is.
            byte[] first = next(in, part.count());
            ServerHttpResponse response = context.serverResponse();
            // Without it a client could not tell a body that broke off from a whole one.
            response.setResponseHeader("Content-Length", Long.toString(part.count()));
            try {
                send(response, in, first, part.count());
            } catch (IOException | RuntimeException broken) {
                LOG.debugf(broken, "A blob broke off while it was sent");
                // No sentence may stand where bytes were promised.
                response.reset();
            }
        }
    }

    private static void send(ServerHttpResponse response, InputStream in, byte[] first, long count) throws IOException {
        Deque<CompletableFuture<Void>> sending = new ArrayDeque<>();
        byte[] chunk = first;
        long left = count;
        while (left > 0) {
            left -= chunk.length;
            sending.add(response.write(chunk).toCompletableFuture());
            if (sending.size() > AHEAD) {
                await(sending.remove());
            }
            chunk = left > 0 ? next(in, left) : chunk;
        }
        while (!sending.isEmpty()) {
            await(sending.remove());
        }
        response.end();
    }

    private static byte[] next(InputStream in, long left) throws IOException {
        byte[] chunk = in.readNBytes((int) Math.min(left, CHUNK));
        if (chunk.length == 0 && left > 0) {
            throw new EOFException("The object ended " + left + " bytes early.");
        }
        return chunk;
    }

    /** A client that reads slowly holds this request only; one that has gone away ends it. */
    private static void await(CompletableFuture<Void> sent) throws IOException {
        try {
            sent.get();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a blob was sent", stop);
        } catch (ExecutionException gone) {
            throw new IOException("the client has gone away", gone);
        }
    }

    @Override
    public void writeTo(
            StreamedPart part,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream out)
            throws IOException {
        try (InputStream in = part.content().stream(part.offset(), part.count())) {
            in.transferTo(out);
        }
    }
}
