package dev.portcullis.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A range of addresses in CIDR form, such as {@code 10.0.0.0/8}; an address alone is a range of one. */
record Network(InetAddress base, int bits) {

    /** The range; {@link IllegalArgumentException} for anything else, names of hosts included. */
    static Network parse(String text) {
        int slash = text.indexOf('/');
        InetAddress base = literal(slash < 0 ? text : text.substring(0, slash));
        if (base == null) {
            throw new IllegalArgumentException(text + " is no address and no range of addresses");
        }
        int most = base.getAddress().length * 8;
        int bits = most;
        if (slash >= 0) {
            try {
                bits = Integer.parseInt(text.substring(slash + 1));
            } catch (NumberFormatException e) {
                bits = -1;
            }
        }
        if (bits < 0 || bits > most) {
            throw new IllegalArgumentException(text + " is no range of addresses");
        }
        return new Network(base, bits);
    }

    static Network[] all(String... texts) {
        return Arrays.stream(texts).map(Network::parse).toArray(Network[]::new);
    }

    boolean contains(InetAddress address) {
        byte[] mine = base.getAddress();
        byte[] other = address.getAddress();
        if (mine.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit += 8) {
            int mask = bits - bit >= 8 ? 0xff : (0xff << (8 - (bits - bit))) & 0xff;
            if (((mine[bit / 8] ^ other[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    /** An address in its one plain spelling, without asking anyone; null for names and for any other spelling. */
    static @Nullable InetAddress literal(String host) {
        boolean six = host.indexOf(':') >= 0 && host.chars().allMatch(c -> isHex(c) || c == ':' || c == '.');
        try {
            return six || isDottedQuad(host) ? InetAddress.getByName(host) : null;
        } catch (UnknownHostException e) {
            return null;
        }
    }

    static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static boolean isDottedQuad(String host) {
        String[] parts = host.split("\\.", -1);
        return parts.length == 4 && Arrays.stream(parts).allMatch(Network::isPlainByte);
    }

    private static boolean isPlainByte(String part) {
        return !part.isEmpty()
                && part.length() <= 3
                && part.chars().allMatch(c -> c >= '0' && c <= '9')
                && (part.length() == 1 || part.charAt(0) != '0')
                && Integer.parseInt(part) <= 255;
    }

    private static boolean isHex(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }

    @Override
    public String toString() {
        return base.getHostAddress() + "/" + bits;
    }
}
