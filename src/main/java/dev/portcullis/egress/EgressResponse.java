package dev.portcullis.egress;

import java.util.Map;

/**
 * The answer to an {@link EgressRequest}, whatever its status: redirects are answers too and are never followed.
 *
 * @param headers by name in small letters; of a repeated header the last
 * @param body as UTF-8
 */
public record EgressResponse(int status, Map<String, String> headers, String body) {
    @Override
    public String toString() {
        return "EgressResponse[" + status + ", " + body.length() + " characters]";
    }
}
