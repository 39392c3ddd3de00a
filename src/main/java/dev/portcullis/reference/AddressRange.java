package dev.portcullis.reference;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A range of IP addresses in CIDR notation (RFC 4632, RFC 4291): {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or one
 * address. IPv4 in IPv6 ({@code ::ffff:10.0.0.1}) counts as the IPv4 address that it is.
 *
 * @param text as it was written
 */
public record AddressRange(String text, InetAddress network, int bits) {

    /** Parses a range; {@link ErrorCode#REQUEST_INVALID} when it is none. Names are never looked up. */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        InetAddress network = literal(slash < 0 ? text : text.substring(0, slash));
        int all = network == null ? 0 : network.getAddress().length * Byte.SIZE;
        int bits = slash < 0 ? all : number(text.substring(slash + 1));
        if (network == null || bits < 0 || bits > all) {
            throw new RegistryException(
                    ErrorCode.REQUEST_INVALID,
                    "Write addresses as 10.1.2.3, 10.0.0.0/8 or 2001:db8::/32, and not as " + text + ".");
        }
        return new AddressRange(text, network, bits);
    }

    /** Whether the text is the literal of an address. */
    public static boolean isAddress(String text) {
        return literal(text) != null;
    }

    /** Whether this address, written as a literal, lies in the range; no for what is no address. */
    public boolean contains(String address) {
        InetAddress parsed = literal(address);
        return parsed != null && contains(parsed);
    }

    /** Whether this address lies in the range. */
    public boolean contains(InetAddress address) {
        byte[] mine = network.getAddress();
        byte[] other = address.getAddress();
        if (mine.length != other.length) {
            return false;
        }
        int whole = bits / Byte.SIZE;
        for (int i = 0; i < whole; i++) {
            if (mine[i] != other[i]) {
                return false;
            }
        }
        int rest = bits % Byte.SIZE;
        int mask = (0xff << (Byte.SIZE - rest)) & 0xff;
        return rest == 0 || (mine[whole] & mask) == (other[whole] & mask);
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** The address of a literal; null for a name. A zone ({@code %eth0}) says nothing about who is there. */
    private static @Nullable InetAddress literal(String text) {
        int zone = text.indexOf('%');
        String bare = zone < 0 ? text : text.substring(0, zone);
        boolean v6 = bare.indexOf(':') >= 0;
        boolean v4 = !v6
                && bare.chars().filter(c -> c == '.').count() == 3
                && bare.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
        if (!v6 && !v4) {
            return null;
        }
        try {
            // Not getByName: it would look up 256.1.1.1 as the name that it may be.
            return InetAddress.ofLiteral(bare.replace("[", "").replace("]", ""));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
