package dev.portcullis.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/** Addresses of servers as people type them. */
public final class ServerAddress {
    private ServerAddress() {}

    /** Scheme and host, with a port or not, and nothing behind them but slashes; empty for any other text. */
    static Optional<URI> bare(String text) {
        try {
            URI uri = new URI(text.replaceFirst("/+$", ""));
            return isBareServer(uri) ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException notOne) {
            return Optional.empty();
        }
    }

    /** Whether it is an address of a server by http or https, and nothing after it but a path. */
    public static boolean isServer(URI address) {
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        return (scheme.equals("https") || scheme.equals("http"))
                && address.getHost() != null
                && address.getUserInfo() == null
                && address.getQuery() == null
                && address.getFragment() == null;
    }

    /** Whether it is an address of a server without a path. */
    public static boolean isBareServer(URI address) {
        String path = String.valueOf(address.getPath());
        return isServer(address) && (path.isEmpty() || path.equals("/"));
    }
}
