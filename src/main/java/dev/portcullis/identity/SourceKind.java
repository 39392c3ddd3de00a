package dev.portcullis.identity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;

/** Checks the settings of one kind of source before they are stored. One implementation a kind. */
public interface SourceKind {
    /** The kind, as in the table: {@code ldap}, {@code oidc}. */
    String kind();

    /**
     * The settings in the form to store, defaults filled in. {@link ErrorCode#REQUEST_INVALID}, naming the field, when
     * they will not do: unknown fields included, since a mistyped one would silently do nothing.
     */
    JsonNode check(JsonNode settings);

    /**
     * Checks what a team of such a source is made of, in the same way. {@link ErrorCode#REQUEST_INVALID} where the kind
     * knows no teams.
     */
    default JsonNode checkTeam(JsonNode settings) {
        throw new RegistryException(ErrorCode.REQUEST_INVALID, "Sources of the kind " + kind() + " decide no teams.");
    }
}
