package dev.portcullis.auth;

import dev.portcullis.reference.AddressRange;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Where a request comes from: the peer of the connection; or, when that is one of {@code portcullis.trusted-proxies},
 * the last address in {@code X-Forwarded-For} that is none of them. From any other peer that header is ignored, since
 * anyone can send it (ASVS 4.1.3).
 */
@Singleton
public final class SourceAddress {
    private static final String UNKNOWN = "unknown";
    private static final Set<String> IPV6_LOOPBACK = Set.of("::1", "0:0:0:0:0:0:0:1");

    private final List<AddressRange> proxies;

    SourceAddress(@ConfigProperty(name = "portcullis.trusted-proxies") Optional<List<String>> proxies) {
        this.proxies =
                proxies.orElse(List.of()).stream().map(AddressRange::parse).toList();
    }

    /** Whether the connection itself comes from this very machine, be it from a proxy there. */
    public static boolean isThisMachine(HttpServerRequest request) {
        SocketAddress peer = request.connection().remoteAddress(true);
        String address = peer == null || peer.hostAddress() == null ? "" : peer.hostAddress();
        return address.startsWith("127.") || IPV6_LOOPBACK.contains(address);
    }

    /** The address as a literal; {@code unknown} where the connection tells none. */
    public String of(HttpServerRequest request) {
        String peer =
                request.remoteAddress() == null ? null : request.remoteAddress().hostAddress();
        if (peer == null) {
            return UNKNOWN;
        }
        // All of them: some proxies add a header of their own below the one that the client sent.
        return proxies.isEmpty()
                ? peer
                : of(peer, String.join(",", request.headers().getAll("X-Forwarded-For")));
    }

    /** As {@link #of(HttpServerRequest)}, from the two things that it looks at. */
    String of(String peer, @Nullable String forwardedFor) {
        if (forwardedFor == null || proxies.isEmpty() || !isProxy(peer)) {
            return peer;
        }
        List<String> hops = List.of(forwardedFor.split(",", -1));
        for (String hop : hops.reversed()) {
            String address = hop.strip();
            if (!isProxy(address)) {
                return AddressRange.isAddress(address) ? address : peer;
            }
        }
        return peer;
    }

    private boolean isProxy(String address) {
        return proxies.stream().anyMatch(range -> range.contains(address));
    }
}
