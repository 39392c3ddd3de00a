package dev.portcullis.auth;

import dev.portcullis.error.RequestId;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Gives each request its id as soon as it arrives, whoever answers it, and says it in the answer: somebody who asks for
 * help with a request that went well, or was slow, can name it too.
 */
@Singleton
public final class RequestIds {
    private static final String HEADER = "X-Request-Id";

    /** Before whatever may answer. */
    private static final int FIRST = 30_000;

    private static final String KEY = RequestIds.class.getName();

    void register(@Observes Filters filters) {
        filters.register(RequestIds::name, FIRST);
    }

    private static void name(RoutingContext context) {
        RequestId id = RequestId.create();
        context.put(KEY, id);
        context.response().putHeader(HEADER, id.toString());
        context.next();
    }

    static RequestId of(RoutingContext context) {
        RequestId id = context.get(KEY);
        return id == null ? RequestId.create() : id;
    }
}
