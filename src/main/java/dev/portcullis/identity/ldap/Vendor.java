package dev.portcullis.identity.ldap;

import com.fasterxml.jackson.annotation.JsonValue;

/** Whose directory it is: decides the defaults, and how nested groups are asked for. */
public enum Vendor {
    ACTIVE_DIRECTORY("activeDirectory"),
    OTHER("other");

    private final String wireName;

    Vendor(String wireName) {
        this.wireName = wireName;
    }

    /** The name in the settings. */
    @JsonValue
    public String wireName() {
        return wireName;
    }
}
