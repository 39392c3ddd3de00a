package dev.portcullis.oci;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.core.http.impl.HttpServerRequestWrapper;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A body that ends in the very moment in which it is about to be dropped. */
class UnreadBodiesTest {
    private static final String ANSWER = "HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nx";

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void theConnectionServesTheNextRequest() throws Exception {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(UnreadBodiesTest::answerFromAnotherThread)
                .listen(0, "localhost")
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        try (Socket socket = new Socket("localhost", server.actualPort())) {
            socket.setSoTimeout(10_000);
            InputStream in = socket.getInputStream();
            for (int i = 0; i < 3; i++) {
                socket.getOutputStream()
                        .write("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n".getBytes(US_ASCII));

                assertThat(new String(in.readNBytes(ANSWER.length()), StandardCharsets.US_ASCII))
                        .isEqualTo(ANSWER);
            }
        }
    }

    private static void answerFromAnotherThread(HttpServerRequest real) {
        HttpServerRequest request = new EndsWhileLookedAt(real);
        Context loop = Objects.requireNonNull(Vertx.currentContext());
        request.pause();
        request.response().endHandler(_ -> UnreadBodies.afterAnswer(loop, request));
        Thread.ofVirtual().start(() -> request.response().end("x"));
    }

    /** Any other thread than the event loop sees a request that has not ended, and it ends before that thread goes on. */
    private static final class EndsWhileLookedAt extends HttpServerRequestWrapper {
        EndsWhileLookedAt(HttpServerRequest request) {
            super((HttpServerRequestInternal) request);
        }

        @Override
        public boolean isEnded() {
            boolean ended = super.isEnded();
            if (!Context.isOnEventLoopThread()) {
                resume();
                while (!super.isEnded()) {
                    Thread.onSpinWait();
                }
            }
            return ended;
        }
    }
}
