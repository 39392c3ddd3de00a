package dev.portcullis.auth;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.spi.ServerHttpRequest;
import org.jspecify.annotations.Nullable;

/** Where clients reach this registry: as configured, or else as the request says. */
@Singleton
public final class PublicAddress {
    private static final int MAX_HOST = 255 + 6;

    private final Optional<String> configured;

    PublicAddress(@ConfigProperty(name = "portcullis.public-address") Optional<String> configured) {
        this.configured =
                configured.map(address -> address.endsWith("/") ? address.substring(0, address.length() - 1) : address);
    }

    /**
     * Scheme, host and port, such as {@code https://registry.example.com}, without a slash at the end.
     * {@link ErrorCode#REQUEST_INVALID} when the request's host cannot stand in an address: it is put into headers.
     */
    String of(ServerHttpRequest request) {
        return configured.orElseGet(() -> address(request.getRequestScheme(), request.getRequestHostAndPort()));
    }

    /** As {@link #of(ServerHttpRequest)}. */
    public String of(HttpServerRequest request) {
        HostAndPort host = request.authority();
        return configured.orElseGet(() -> address(request.scheme(), host == null ? null : host.toString()));
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
