package dev.portcullis.egress;

/** The spelling of a host in an address. Small letters only; an IPv6 address stands without its brackets. */
final class HostName {
    private static final int MAX_LENGTH = 253;

    private HostName() {}

    /**
     * Whether this is the name of a host or an address in its plain spelling. {@code 127.1}, {@code 0x7f000001},
     * {@code 017700000001} and {@code 2130706433} are not: what they mean depends on who reads them.
     */
    static boolean isPlain(String host) {
        if (Network.literal(host) != null) {
            return true;
        }
        String last = host.substring(host.lastIndexOf('.') + 1);
        return !host.isEmpty()
                && host.length() <= MAX_LENGTH
                && host.chars().allMatch(HostName::isLegal)
                && !isNumber(last);
    }

    private static boolean isLegal(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
    }

    /** A last label that is a number makes the whole an address to some readers (WHATWG URL, "ends in a number"). */
    private static boolean isNumber(String label) {
        boolean hex = label.startsWith("0x");
        return label.substring(hex ? 2 : 0)
                .chars()
                .allMatch(c -> (c >= '0' && c <= '9') || (hex && c >= 'a' && c <= 'f'));
    }
}
