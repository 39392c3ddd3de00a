package dev.portcullis.identity.ldap;

import java.net.URI;
import java.net.URISyntaxException;

/** Host and port of a directory server. */
record ServerAddress(String host, int port) {
    private static final int LDAP = 389;
    private static final int LDAPS = 636;

    /** Refuses what is no such address, and a scheme that contradicts the encryption. */
    static ServerAddress parse(SettingsReader reader, String url, Encryption encryption) {
        ServerAddress address;
        try {
            address = parse(url);
        } catch (URISyntaxException e) {
            throw reader.wrong("servers", "must be addresses such as ldaps://ldap.example.com:636, not " + url);
        }
        if (url.startsWith("ldaps:") != (encryption == Encryption.LDAPS)) {
            throw reader.wrong(
                    "servers",
                    "and encryption must agree: ldaps:// goes with \"ldaps\" (the default), ldap:// with \"starttls\""
                            + " or, where passwords may cross the network in clear text, with \"none\"");
        }
        return address;
    }

    /** An address that has been checked. */
    static ServerAddress of(String url) {
        try {
            return parse(url);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ServerAddress parse(String url) throws URISyntaxException {
        URI uri = new URI(url);
        String scheme = uri.getScheme() == null ? "" : uri.getScheme();
        String path = uri.getPath() == null ? "" : uri.getPath();
        boolean plain = uri.getHost() != null
                && uri.getUserInfo() == null
                && uri.getQuery() == null
                && (path.isEmpty() || path.equals("/"))
                && uri.getPort() <= 65_535;
        if (!plain || !(scheme.equals("ldap") || scheme.equals("ldaps"))) {
            throw new URISyntaxException(url, "not an address of a directory server");
        }
        String host = uri.getHost().replaceAll("^\\[|]$", "");
        int port = uri.getPort() > 0 ? uri.getPort() : scheme.equals("ldaps") ? LDAPS : LDAP;
        return new ServerAddress(host, port);
    }
}
