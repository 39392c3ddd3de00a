package dev.portcullis.egress;

import static dev.portcullis.egress.EgressException.Reason.REFUSED;
import static dev.portcullis.egress.EgressException.Reason.UNREACHABLE;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Decides where a request may go, whoever has set the address up: an administrator too may only reach what the operator
 * of this machine allows. A name is resolved once, every address of it is checked, and to these addresses alone the
 * connection goes: a name that answers otherwise the next time (DNS rebinding) gains nothing.
 */
final class EgressGuard {
    /** Where something else than HTTP listens that takes lines of text for commands. */
    private static final Set<Integer> OTHER_PROTOCOLS = Set.of(
            21, 22, 23, 25, 53, 110, 119, 143, 389, 465, 514, 587, 636, 993, 995, 3268, 3269, 3306, 5432, 6379, 6432,
            11211);

    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private final AllowList allowed;
    private final HostLookup lookup;

    /** The addresses of a name, as the system's resolver tells them. */
    interface HostLookup {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    /** A host that may be asked, at these addresses. */
    record Pinned(String host, int port, boolean secure, List<InetAddress> addresses) {}

    EgressGuard(AllowList allowed, HostLookup lookup) {
        this.allowed = allowed;
        this.lookup = lookup;
    }

    /**
     * As {@link #check}, of a request that a proxy forwards: the proxy is where the connection goes, so it is checked as any
     * host is. Of the host behind it the form is checked and, where its name is known here, its addresses; a name that only
     * the proxy knows is the proxy's to judge.
     */
    Pinned checkThrough(URI proxy, URI uri) throws EgressException {
        Pinned place = check(proxy);
        Target target = target(uri);
        try {
            resolve(target.host, target.port);
        } catch (EgressException failed) {
            if (failed.reason() == REFUSED) {
                throw failed;
            }
        }
        return place;
    }

    Pinned check(URI uri) throws EgressException {
        Target target = target(uri);
        return new Pinned(target.host, target.port, target.secure, resolve(target.host, target.port));
    }

    private record Target(String host, int port, boolean secure) {}

    private Target target(URI uri) throws EgressException {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        String authority = uri.getRawAuthority();
        if (uri.getHost() == null
                || authority == null
                || uri.getRawUserInfo() != null
                || uri.getRawFragment() != null) {
            throw new EgressException(REFUSED, "The address " + shown(uri) + " is not of the form https://host/path.");
        }
        String host = uri.getHost().toLowerCase(Locale.ROOT).replaceAll("^\\[(.*)]$", "$1");
        boolean secure = scheme.equals("https");
        int port = uri.getPort() >= 0 ? uri.getPort() : secure ? HTTPS_PORT : HTTP_PORT;
        if (!HostName.isPlain(host)) {
            throw new EgressException(REFUSED, "The host of " + shown(uri) + " is neither a name nor a plain address.");
        }
        if (!secure && !(scheme.equals("http") && allowed.allowsPlain(host, port))) {
            throw new EgressException(
                    REFUSED,
                    shown(uri) + " has no https. To allow it, add http://" + host + ":" + port + " to "
                            + AllowList.SETTING + ".");
        }
        if (OTHER_PROTOCOLS.contains(port) && !allowed.namesPort(host, port)) {
            throw new EgressException(
                    REFUSED,
                    "Port " + port + " of " + host + " does not speak HTTP. If it does, add " + host + ":" + port
                            + " to " + AllowList.SETTING + ".");
        }
        return new Target(host, port, secure);
    }

    private List<InetAddress> resolve(String host, int port) throws EgressException {
        try {
            InetAddress literal = Network.literal(host);
            List<InetAddress> addresses =
                    List.of(literal == null ? lookup.addresses(host) : new InetAddress[] {literal});
            if (addresses.isEmpty()) {
                throw new UnknownHostException(host);
            }
            for (InetAddress address : addresses) {
                checkAddress(host, port, address);
            }
            return addresses;
        } catch (UnknownHostException e) {
            throw new EgressException(UNREACHABLE, "There is no host " + host + ". Correct its name.", e);
        }
    }

    /** One bad address refuses the host: which of them the connection would take cannot be told. */
    private void checkAddress(String host, int port, InetAddress address) throws EgressException {
        switch (Destination.of(address)) {
            case NEVER ->
                throw new EgressException(
                        REFUSED,
                        host + " is at " + address.getHostAddress()
                                + ", where nothing is ever asked: such addresses belong to the network itself or to the"
                                + " metadata service of a cloud.");
            case PRIVATE -> {
                if (!allowed.allowsHost(host, port) && !allowed.allowsAddress(address)) {
                    throw new EgressException(
                            REFUSED,
                            host + " is at " + address.getHostAddress()
                                    + ", a private address. To allow it, add the host (" + host
                                    + ") or the range of the address to " + AllowList.SETTING + ".");
                }
            }
            case PUBLIC -> {}
        }
    }

    /** Without user, path and query: those may hold secrets. */
    private static String shown(URI uri) {
        return uri.getScheme() + "://" + (uri.getHost() == null ? "?" : uri.getHost());
    }
}
