package dev.portcullis.identity.ldap;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How the connection to a directory is kept from being read. */
public enum Encryption {
    /** TLS from the first byte. */
    LDAPS,
    /** TLS is asked for before anything else is said; a server that refuses gets no bind. */
    STARTTLS,
    /** Passwords cross the network in clear text. Has to be asked for by name. */
    NONE;

    /** The name in the settings. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
