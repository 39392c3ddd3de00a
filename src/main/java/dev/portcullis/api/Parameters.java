package dev.portcullis.api;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.event.AuditLog;
import dev.portcullis.event.AuditPage;
import jakarta.ws.rs.core.UriInfo;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The parameters of a query: each at most once, and none that is not known, since a mistyped filter shows too much. */
final class Parameters {
    private static final int WITHOUT_LIMIT = 50;

    private Parameters() {}

    static Map<String, String> of(UriInfo uri, Set<String> known) {
        Map<String, String> parameters = new TreeMap<>();
        uri.getQueryParameters().forEach((name, values) -> {
            boolean isKnown = known.contains(name);
            if (!isKnown || values.size() != 1) {
                throw new RegistryException(
                        ErrorCode.REQUEST_INVALID,
                        isKnown ? "The parameter " + name + " may stand once." : "There is no such parameter here.");
            }
            parameters.put(name, values.getFirst());
        });
        return parameters;
    }

    static Map<String, String> only(Map<String, String> parameters, Set<String> names) {
        Map<String, String> some = new TreeMap<>(parameters);
        some.keySet().retainAll(names);
        return some;
    }

    static int limit(Map<String, String> parameters) {
        String text = parameters.get("limit");
        if (text == null) {
            return WITHOUT_LIMIT;
        }
        int limit = text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > AuditLog.MOST) {
            throw new RegistryException(
                    ErrorCode.PAGINATION_NUMBER_INVALID, "limit is a whole number from 1 to " + AuditLog.MOST + ".");
        }
        return limit;
    }

    static AuditPage.@Nullable Cursor after(Map<String, String> parameters) {
        String text = parameters.get("after");
        return text == null ? null : AuditPage.Cursor.parse(text);
    }

    /** The answer with a {@code Link} (RFC 8288) to the same list after that place, if there is one. */
    static <T> RestResponse<Listing<T>> linked(
            List<T> items, AuditPage.@Nullable Cursor next, String path, Map<String, String> parameters) {
        var answer = RestResponse.ResponseBuilder.ok(new Listing<>(items, next == null ? null : next.toString()));
        if (next != null) {
            StringBuilder query = new StringBuilder("after=" + next);
            parameters.forEach((name, value) -> {
                if (!name.equals("after")) {
                    query.append('&').append(name).append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8));
                }
            });
            answer.header("Link", "<" + path + "?" + query + ">; rel=\"next\"");
        }
        return answer.build();
    }
}
