package dev.portcullis.auth;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.settings.GeneralSettings;
import dev.portcullis.settings.Setting;
import dev.portcullis.settings.Settings;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Set;
import org.jboss.resteasy.reactive.server.spi.ServerHttpRequest;
import org.jspecify.annotations.Nullable;

/** Where clients reach this registry: as an administrator or the configuration has set it, or else as the request says. */
@Singleton
public final class PublicAddress {
    private static final int MAX_HOST = 255 + 6;
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");
    private static final Set<String> FORWARDED = Set.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "Via");

    private final Settings settings;
    private final GeneralSettings.Section general;

    PublicAddress(Settings settings, GeneralSettings.Section general) {
        this.settings = settings;
        this.general = general;
    }

    /**
     * Scheme, host and port, such as {@code https://registry.example.com}, without a slash at the end.
     * {@link ErrorCode#REQUEST_INVALID} when the request's host cannot stand in an address: it is put into headers.
     */
    String of(ServerHttpRequest request) {
        return of(request.unwrap(HttpServerRequest.class));
    }

    /** As {@link #of(ServerHttpRequest)}. */
    public String of(HttpServerRequest request) {
        Setting<GeneralSettings> now = settings.get(general);
        String set = now.value().publicAddress();
        if (!set.isEmpty() && (now.pinned().containsKey("publicAddress") || !isFromThisMachine(request))) {
            return set;
        }
        HostAndPort host = request.authority();
        return address(request.scheme(), host == null ? null : host.toString());
    }

    /**
     * Whether somebody at this very machine asks for it by its loopback name. An address that was set wrongly does not
     * hold for them: they are who can mend it. A proxy on this machine says for whom it asks.
     */
    private static boolean isFromThisMachine(HttpServerRequest request) {
        HostAndPort asked = request.authority();
        return asked != null
                && LOOPBACK.contains(asked.host().toLowerCase(Locale.ROOT))
                && SourceAddress.isThisMachine(request)
                && FORWARDED.stream().noneMatch(name -> request.headers().contains(name));
    }

    private static String address(@Nullable String scheme, @Nullable String host) {
        if (scheme == null || host == null || !isHost(host)) {
            throw new RegistryException(ErrorCode.REQUEST_INVALID, "The Host header does not name a host.");
        }
        return scheme + "://" + host;
    }

    private static boolean isHost(String host) {
        if (host.isEmpty() || host.length() > MAX_HOST) {
            return false;
        }
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            boolean legal = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '.'
                    || c == '-'
                    || c == ':'
                    || c == '['
                    || c == ']';
            if (!legal) {
                return false;
            }
        }
        return true;
    }
}
