package dev.portcullis.egress;

import dev.portcullis.error.CannotStartException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What {@value #SETTING} names: ranges of addresses ({@code 10.0.0.0/8}), and hosts with or without a port
 * ({@code idp.example.com}, {@code idp.example.com:8443}), with {@code http://} before one that may be asked without
 * TLS.
 */
final class AllowList {
    /** The setting, for the sentences that say what to set. */
    static final String SETTING = "portcullis.egress.allow";

    private static final String PLAIN = "http://";
    private static final int ANY_PORT = -1;
    private static final int MAX_PORT = 65_535;

    private record Host(String name, int port, boolean plain) {
        boolean is(String host, int otherPort) {
            return name.equals(host) && (port == ANY_PORT || port == otherPort);
        }
    }

    private final List<Network> networks = new ArrayList<>();
    private final List<Host> hosts = new ArrayList<>();

    /** {@link CannotStartException} for an entry that is none: a mistyped one would silently allow nothing. */
    AllowList(List<String> entries) {
        for (String entry : entries) {
            String text = entry.strip().toLowerCase(Locale.ROOT);
            try {
                if (text.startsWith(PLAIN)) {
                    hosts.add(host(text.substring(PLAIN.length()), true));
                } else if (text.indexOf('/') > 0) {
                    networks.add(Network.parse(text));
                } else if (!text.isEmpty()) {
                    hosts.add(host(text, false));
                }
            } catch (IllegalArgumentException e) {
                throw new CannotStartException(SETTING + " holds " + text
                        + ". Write ranges (10.0.0.0/8) and hosts (idp.example.com, http://idp.example.com:8080) with"
                        + " commas between.");
            }
        }
    }

    /** {@code [::1]:8080}, {@code ::1}, {@code host:8080}, {@code host}. */
    private static Host host(String text, boolean plain) {
        boolean bare = text.indexOf(':') != text.lastIndexOf(':') && !text.startsWith("[");
        int colon = bare ? -1 : text.indexOf(':', text.indexOf(']') + 1);
        String name = (colon < 0 ? text : text.substring(0, colon)).replaceAll("^\\[(.*)]$", "$1");
        int port = colon < 0 ? ANY_PORT : Integer.parseInt(text.substring(colon + 1));
        if (!HostName.isPlain(name) || port == 0 || port > MAX_PORT) {
            throw new IllegalArgumentException(text);
        }
        return new Host(name, port, plain);
    }

    boolean allowsPlain(String host, int port) {
        return hosts.stream().anyMatch(entry -> entry.plain() && entry.is(host, port));
    }

    boolean allowsHost(String host, int port) {
        return hosts.stream().anyMatch(entry -> entry.is(host, port));
    }

    /** Whether an entry names this very port of this host. */
    boolean namesPort(String host, int port) {
        return hosts.stream().anyMatch(entry -> entry.port() == port && entry.is(host, port));
    }

    boolean allowsAddress(InetAddress address) {
        InetAddress real = Destination.unwrap(address);
        return networks.stream().anyMatch(network -> network.contains(real) || network.contains(address));
    }
}
