package dev.portcullis.identity.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.identity.SourceKind;
import jakarta.inject.Singleton;

/** The settings of sources of the kind {@code oidc}. */
@Singleton
public final class OidcKind implements SourceKind {
    /** The kind. */
    public static final String OIDC = "oidc";

    private final ObjectMapper json;

    OidcKind(ObjectMapper json) {
        this.json = json;
    }

    @Override
    public String kind() {
        return OIDC;
    }

    @Override
    public JsonNode check(JsonNode settings) {
        return json.valueToTree(OidcSettings.parse(settings));
    }
}
