package dev.portcullis.identity.ldap;

import com.fasterxml.jackson.annotation.JsonValue;
import com.unboundid.ldap.sdk.SearchScope;

/** How far below its base a search looks. */
public enum Scope {
    BASE("base"),
    ONE_LEVEL("oneLevel"),
    SUBTREE("subtree");

    private final String wireName;

    Scope(String wireName) {
        this.wireName = wireName;
    }

    /** The name in the settings. */
    @JsonValue
    public String wireName() {
        return wireName;
    }

    SearchScope searched() {
        return switch (this) {
            case BASE -> SearchScope.BASE;
            case ONE_LEVEL -> SearchScope.ONE;
            case SUBTREE -> SearchScope.SUB;
        };
    }
}
