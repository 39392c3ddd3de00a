package dev.portcullis.settings;

import dev.portcullis.egress.EgressClient;
import dev.portcullis.egress.EgressRequest;
import dev.portcullis.egress.EgressResponse;
import dev.portcullis.egress.WebProxy;
import dev.portcullis.error.ErrorCode;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;

/** Asks for an address as the registry's own requests do, to see whether the proxy lets them through. */
@Singleton
public final class ProxyTrial {
    private static final int CONNECT_MILLIS = 3_000;

    private final EgressClient egress;
    private final WebProxy proxy;

    ProxyTrial(EgressClient egress, WebProxy proxy) {
        this.egress = egress;
        this.proxy = proxy;
    }

    /** @param target an address such as {@code https://idp.example.com/}; {@link ErrorCode#REQUEST_INVALID} for no such */
    public List<Trial.Check> run(String target) {
        URI uri = uri(target);
        Trial trial = new Trial();
        trial.step("answers", () -> {
            EgressResponse answer = egress.send(EgressRequest.get(uri, null));
            return "Status " + answer.status() + " from " + uri.getHost()
                    + proxy.towards(uri.getHost().toLowerCase(Locale.ROOT))
                            .map(through -> ", through " + through + ".")
                            .orElse(", without a proxy.");
        });
        return trial.checks();
    }

    /** Whether the proxy takes connections; nothing is tried where none is set. */
    public List<Trial.Check> reach() {
        Trial trial = new Trial();
        proxy.towards("portcullis.invalid")
                .ifPresent(through -> trial.step("connect", () -> {
                    URI address = through.address();
                    try (Socket socket = new Socket()) {
                        socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), CONNECT_MILLIS);
                    }
                    return "The proxy " + through + " takes connections.";
                }));
        return trial.checks();
    }

    private static URI uri(String target) {
        try {
            URI uri = new URI(target.strip());
            if (uri.getHost() != null
                    && uri.getScheme() != null
                    && uri.getScheme().matches("(?i)https?")) {
                return uri;
            }
        } catch (URISyntaxException notOne) {
            // told below, like every other text that is no address
        }
        throw InvalidSetting.at("target", "Give an address to ask for, such as https://idp.example.com/.");
    }
}
