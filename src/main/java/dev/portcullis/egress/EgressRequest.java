package dev.portcullis.egress;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that leaves.
 *
 * @param body sent as UTF-8; null for none
 * @param caBundle certificates in PEM that alone are trusted for this request; null: those that Java trusts
 * @param maxBytes the longest body of an answer that is read
 */
public record EgressRequest(
        String method,
        URI uri,
        Map<String, String> headers,
        @Nullable String body,
        @Nullable String caBundle,
        int maxBytes) {
    /** What an answer may have when nobody said otherwise: 1 MiB. */
    public static final int MAX_BYTES = 1024 * 1024;

    /** Asks for JSON. */
    public static EgressRequest get(URI uri, @Nullable String caBundle) {
        return new EgressRequest("GET", uri, Map.of("Accept", "application/json"), null, caBundle, MAX_BYTES);
    }

    /** Sends a body with these headers; its type is one of them. */
    public static EgressRequest post(URI uri, Map<String, String> headers, String body, @Nullable String caBundle) {
        return new EgressRequest("POST", uri, headers, body, caBundle, MAX_BYTES);
    }

    @Override
    public String toString() {
        return "EgressRequest[" + method + " " + uri.getHost() + "]";
    }
}
