package dev.portcullis.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.quarkus.micrometer.runtime.HttpServerMetricsTagsContributor;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * Keeps what strangers send out of the labels of {@code http.server.requests}: each method or path that somebody invents
 * would be a series for ever, and a hundred such paths would shut out the real ones.
 */
@Singleton
public final class RequestLabels implements HttpServerMetricsTagsContributor {
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    /** What answers without a template of its own. */
    private static final Set<String> PLAIN = Set.of("/health", "/health/live", "/health/ready", "/metrics");

    private static final int FIRST_REFUSAL = 400;
    private static final int NOT_FOUND = 404;
    private static final Tag OTHER_METHOD = Tag.of("method", "OTHER");
    private static final Tag NO_ROUTE = Tag.of("uri", "NO_ROUTE");
    private static final Tags NO_ROUTE_ONLY = Tags.of(NO_ROUTE);
    private static final Tags METHOD_ONLY = Tags.of(OTHER_METHOD);
    private static final Tags BOTH = Tags.of(OTHER_METHOD, NO_ROUTE);

    @Override
    public Tags contribute(Context context) {
        boolean known = METHODS.contains(context.request().method().name());
        int status = context.response().statusCode();
        boolean routed = status < FIRST_REFUSAL
                || status == NOT_FOUND
                || context.<String>requestContextLocalData("UrlPathTemplate") != null
                || PLAIN.contains(context.request().path());
        if (known) {
            return routed ? Tags.empty() : NO_ROUTE_ONLY;
        }
        return routed ? METHOD_ONLY : BOTH;
    }

    /** For requests that are cut off, which nobody contributes to. */
    @Produces
    @Singleton
    MeterFilter methods() {
        return new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                String method = id.getName().equals("http.server.requests") ? id.getTag("method") : null;
                return method == null || METHODS.contains(method) ? id : id.replaceTags(other(id));
            }

            private Tags other(Meter.Id id) {
                return Tags.of(id.getTagsAsIterable()).and(OTHER_METHOD);
            }
        };
    }
}
