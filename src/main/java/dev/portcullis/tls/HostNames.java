package dev.portcullis.tls;

import dev.portcullis.settings.InvalidSetting;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Hosts that a certificate can be for. */
final class HostNames {
    private static final Pattern DNS =
            Pattern.compile("(\\*\\.)?[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");
    private static final Pattern ADDRESS = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-f:]*:[0-9a-f:.]+");
    private static final int MOST = 253;

    private HostNames() {}

    static String require(String given) {
        String host = given.strip().toLowerCase(Locale.ROOT);
        if (host.length() > MOST
                || !(DNS.matcher(host).matches() || ADDRESS.matcher(host).matches())) {
            throw InvalidSetting.at("hosts", "\"" + host + "\" is neither a DNS name nor an IP address.");
        }
        return host;
    }

    /** The name of this machine where it has one, and those of its loopback. */
    static List<String> ofThisMachine() {
        Set<String> hosts = new LinkedHashSet<>();
        try {
            String own = InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
            if (DNS.matcher(own).matches()) {
                hosts.add(own);
            }
        } catch (UnknownHostException unnamed) {
            // the loopback names remain
        }
        hosts.addAll(List.of("localhost", "127.0.0.1", "::1"));
        return List.copyOf(hosts);
    }
}
