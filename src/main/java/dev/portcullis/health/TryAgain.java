package dev.portcullis.health;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Says when to try again with every answer that says "not now" (429 and 503), whatever gave it: clients that read {@code
 * Retry-After} (RFC 9110, 10.2.3) wait so long, and others give up. Who knows better has said so already.
 */
@Singleton
final class TryAgain {
    /** Seconds: what is away for a moment is back by then. */
    private static final String SOON = "2";

    private static final int FIRST = 20_000;

    void register(@Observes Filters filters) {
        filters.register(TryAgain::watch, FIRST);
    }

    private static void watch(RoutingContext context) {
        HttpServerResponse answer = context.response();
        context.addHeadersEndHandler(_ -> {
            int status = answer.getStatusCode();
            if ((status == 503 || status == 429) && !answer.headers().contains(HttpHeaders.RETRY_AFTER)) {
                answer.putHeader(HttpHeaders.RETRY_AFTER, SOON);
            }
        });
        context.next();
    }
}
