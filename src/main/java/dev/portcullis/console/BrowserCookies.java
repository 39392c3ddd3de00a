package dev.portcullis.console;

import jakarta.ws.rs.core.Cookie;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Cookies of the console. By https they carry {@code __Host-} and {@code Secure}: then no other host and no plain
 * connection can set or see them. By http, which only reaches beyond this machine when the operator insists, browsers
 * would drop such a cookie, so it has neither.
 */
final class BrowserCookies {
    private static final String PREFIX = "__Host-";

    private BrowserCookies() {}

    /** A {@code Set-Cookie} value; {@code SameSite=Lax}, since a provider's redirect comes from another site. */
    static String set(String publicAddress, String name, String value, @Nullable Long maxAgeSeconds) {
        boolean secure = isSecure(publicAddress);
        return (secure ? PREFIX : "") + name + "=" + value + "; Path=/; HttpOnly; SameSite=Lax"
                + (secure ? "; Secure" : "")
                + (maxAgeSeconds == null ? "" : "; Max-Age=" + maxAgeSeconds);
    }

    static @Nullable String get(String publicAddress, Map<String, Cookie> cookies, String name) {
        Cookie cookie = cookies.get((isSecure(publicAddress) ? PREFIX : "") + name);
        return cookie == null ? null : cookie.getValue();
    }

    private static boolean isSecure(String publicAddress) {
        return publicAddress.startsWith("https:");
    }
}
