package dev.portcullis.health;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * From the moment on that the server is told to stop, each answer sends its client away ({@code Connection: close}, RFC 9112,
 * 9.6): the next request then comes on another connection, to another node, and finds no connection that closes under it.
 * HTTP/2 has its own word for that (GOAWAY), and forbids this one.
 */
@Singleton
final class Leaving {
    /** Before whatever may answer. */
    private static final int FIRST = 29_999;

    private volatile boolean leaving;

    void register(@Observes Filters filters) {
        filters.register(this::sayGoodbye, FIRST);
    }

    void leave(@Observes ShutdownDelayInitiatedEvent event) {
        leaving = true;
    }

    private void sayGoodbye(RoutingContext context) {
        if (leaving && context.request().version() != HttpVersion.HTTP_2) {
            context.response().putHeader("Connection", "close");
        }
        context.next();
    }
}
