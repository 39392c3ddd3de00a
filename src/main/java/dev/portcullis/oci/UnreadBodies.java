package dev.portcullis.oci;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads and drops what a refused request still sends. Answered early, without a sign-in for example, a request leaves
 * its body on the connection, and the next request on it would wait behind that for ever.
 */
@Singleton
final class UnreadBodies {
    /** Beyond this much it is cheaper for both sides to connect again. */
    private static final long MOST = 16L << 20;

    private static final int FIRST = 10_000;

    void register(@Observes Filters filters) {
        filters.register(UnreadBodies::watch, FIRST);
    }

    private static void watch(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.headers().contains(HttpHeaders.CONTENT_LENGTH)
                || request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            Context loop = context.vertx().getOrCreateContext();
            context.addEndHandler(_ -> afterAnswer(loop, request));
        }
        context.next();
    }

    /**
     * The answer was written by any thread, but what the connection reads next happens on its event loop: only there does
     * a body that has not ended stay so until its handler is set.
     */
    static void afterAnswer(Context loop, HttpServerRequest request) {
        loop.runOnContext(_ -> drop(request));
    }

    private static void drop(HttpServerRequest request) {
        if (request.isEnded()) {
            return;
        }
        AtomicLong dropped = new AtomicLong();
        request.handler(buffer -> {
            if (dropped.addAndGet(buffer.length()) > MOST) {
                request.connection().close();
            }
        });
        request.resume();
    }
}
