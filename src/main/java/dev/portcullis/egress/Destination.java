package dev.portcullis.egress;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;

/** What kind of place an address is, told from its bytes alone. */
enum Destination {
    /** Reachable by anyone on the Internet. */
    PUBLIC,
    /** This machine or this network: only where the operator has allowed it. */
    PRIVATE,
    /** Never: link-local, where clouds hand out credentials, multicast, and what is no address of a host. */
    NEVER;

    private static final Network[] NEVER_4 = Network.all(
            "0.0.0.0/8",
            "169.254.0.0/16",
            "192.0.0.0/24", // IETF protocol assignments; Oracle's metadata at 192.0.0.192
            "100.100.100.200/32", // Alibaba's metadata, in the middle of CGNAT
            "168.63.129.16/32", // Azure's wire server, a public address that only a virtual machine reaches
            "224.0.0.0/4",
            "240.0.0.0/4");
    private static final Network[] PRIVATE_4 = Network.all(
            "127.0.0.0/8",
            "10.0.0.0/8",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "100.64.0.0/10",
            "192.0.2.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24");
    private static final Network[] NEVER_6 = Network.all(
            "::/128",
            "fe80::/10",
            "ff00::/8",
            "fd00:ec2::254/128", // Amazon's metadata
            "fd20:ce::254/128", // Google's metadata
            "100::/64",
            "2001::/32", // Teredo hides an IPv4 address
            "64:ff9b:1::/48"); // NAT64 of local use: what is behind it cannot be told
    private static final Network[] PRIVATE_6 = Network.all("::1/128", "fc00::/7", "fec0::/10", "2001:db8::/32");
    private static final Network SIX_TO_FOUR = Network.parse("2002::/16");
    private static final Network NAT64 = Network.parse("64:ff9b::/96");
    private static final Network COMPATIBLE = Network.parse("::/96");

    static Destination of(InetAddress address) {
        InetAddress real = unwrap(address);
        boolean four = real instanceof Inet4Address;
        if (contains(four ? NEVER_4 : NEVER_6, real)) {
            return NEVER;
        }
        return contains(four ? PRIVATE_4 : PRIVATE_6, real) ? PRIVATE : PUBLIC;
    }

    /** The IPv4 address inside of an IPv6 one, since it is where the packet ends up; Java unwraps mapped ones itself. */
    static InetAddress unwrap(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            return address;
        } else if (SIX_TO_FOUR.contains(address)) {
            return Network.address(Arrays.copyOfRange(bytes, 2, 6));
        } else if (NAT64.contains(address) || (COMPATIBLE.contains(address) && !isNearZero(bytes))) {
            return Network.address(Arrays.copyOfRange(bytes, 12, 16));
        }
        return address;
    }

    /** {@code ::} and {@code ::1} are addresses of their own. */
    private static boolean isNearZero(byte[] bytes) {
        return bytes[12] == 0 && bytes[13] == 0 && bytes[14] == 0 && (bytes[15] == 0 || bytes[15] == 1);
    }

    private static boolean contains(Network[] networks, InetAddress address) {
        return Arrays.stream(networks).anyMatch(network -> network.contains(address));
    }
}
