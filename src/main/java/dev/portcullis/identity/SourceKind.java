package dev.portcullis.identity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.error.ErrorCode;

/** Checks the settings of one kind of source before they are stored. One implementation a kind. */
public interface SourceKind {
    /** The kind, as in the table: {@code ldap}, {@code oidc}. */
    String kind();

    /**
     * The settings in the form to store, defaults filled in. {@link ErrorCode#REQUEST_INVALID}, naming the field, when
     * they will not do: unknown fields included, since a mistyped one would silently do nothing.
     */
    JsonNode check(JsonNode settings);
}
