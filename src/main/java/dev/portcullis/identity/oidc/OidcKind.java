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

    /** {@code {"group": "devs"}}: who has that text in the claim of groups. */
    @Override
    public JsonNode checkTeam(JsonNode settings) {
        SettingsReader reader = new SettingsReader(settings);
        String group = reader.required("group");
        reader.refuseOthers();
        return json.createObjectNode().put("group", group);
    }
}
