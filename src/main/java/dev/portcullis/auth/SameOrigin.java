package dev.portcullis.auth;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps other sites from sending our forms. Browsers say where a request comes from in {@code Sec-Fetch-Site}; those
 * that do not, and all of them over plain http, say it in {@code Origin}. No script can set either. What says nothing is
 * refused: it is no browser, and for anything else there is the API.
 */
@Singleton
final class SameOrigin {
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final PublicAddress address;

    SameOrigin(PublicAddress address) {
        this.address = address;
    }

    static boolean isReading(HttpServerRequest request) {
        return READING.contains(request.method());
    }

    /** {@link PageRefusal.FromElsewhere} for a request that changes something and is not from our own pages. */
    void check(HttpServerRequest request) {
        if (isReading(request)) {
            return;
        }
        String site = request.getHeader("Sec-Fetch-Site");
        boolean ours = site == null
                ? isOurs(request.getHeader("Origin"), address.of(request))
                : site.equals("same-origin") || site.equals("none");
        if (!ours) {
            throw new PageRefusal.FromElsewhere();
        }
    }

    private static boolean isOurs(@Nullable String origin, String address) {
        return origin != null && !origin.equals("null") && canonical(origin).equals(canonical(address));
    }

    /** Scheme, host and port with the usual port written out: an Origin leaves it away, an operator may not. */
    private static String canonical(String origin) {
        try {
            URI uri = new URI(origin);
            int port = uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
            return (uri.getScheme() + "://" + uri.getHost() + ":" + port).toLowerCase(java.util.Locale.ROOT);
        } catch (URISyntaxException e) {
            return "";
        }
    }
}
