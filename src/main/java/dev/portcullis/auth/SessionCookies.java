package dev.portcullis.auth;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.NewCookie;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The cookies of the pages. Over https they carry the prefix {@code __Host-}, with which browsers hold them to this
 * very host and to encrypted connections. Over plain http, for a try-out on one machine, browsers would refuse such a
 * cookie, so it has neither prefix nor {@code Secure} there.
 */
@Singleton
public final class SessionCookies {
    private static final String SESSION = "portcullis";
    private static final String HOST_PREFIX = "__Host-";
    private static final int UNTIL_THE_BROWSER_ENDS = -1;

    private final PublicAddress address;

    SessionCookies(PublicAddress address) {
        this.address = address;
    }

    /** The session that the request shows; null where it shows none. */
    public @Nullable String session(HttpServerRequest request) {
        return read(request, SESSION);
    }

    /** Gives the browser a session that was opened. */
    public NewCookie give(HttpServerRequest request, String session) {
        return make(request, SESSION, session, UNTIL_THE_BROWSER_ENDS);
    }

    /** Takes the session from the browser. */
    public NewCookie takeBack(HttpServerRequest request) {
        return make(request, SESSION, "", 0);
    }

    /** A cookie for something besides the session, such as a sign-in that is not finished. */
    public NewCookie give(HttpServerRequest request, String what, String value, Duration lifetime) {
        return make(request, SESSION + "-" + what, value, (int) lifetime.toSeconds());
    }

    /** Takes back what {@link #give(HttpServerRequest, String, String, Duration)} gave. */
    public NewCookie takeBack(HttpServerRequest request, String what) {
        return make(request, SESSION + "-" + what, "", 0);
    }

    /** What {@link #give(HttpServerRequest, String, String, Duration)} gave; null where there is none. */
    public @Nullable String given(HttpServerRequest request, String what) {
        return read(request, SESSION + "-" + what);
    }

    private @Nullable String read(HttpServerRequest request, String name) {
        Cookie cookie = request.getCookie(prefix(request) + name);
        return cookie == null ? null : cookie.getValue();
    }

    private NewCookie make(HttpServerRequest request, String name, String value, int maxAgeSeconds) {
        String prefix = prefix(request);
        return new NewCookie.Builder(prefix + name)
                .value(value)
                .path("/")
                .maxAge(maxAgeSeconds)
                .secure(!prefix.isEmpty())
                .httpOnly(true)
                .sameSite(NewCookie.SameSite.LAX)
                .build();
    }

    private String prefix(HttpServerRequest request) {
        return address.of(request).startsWith("https:") ? HOST_PREFIX : "";
    }
}
