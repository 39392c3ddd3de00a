package dev.portcullis.identity.ldap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.identity.SourceKind;
import jakarta.inject.Singleton;

/** Identity sources of the kind {@value #KIND}. */
@Singleton
final class LdapSourceKind implements SourceKind {
    static final String KIND = "ldap";

    private final ObjectMapper json;

    LdapSourceKind(ObjectMapper json) {
        this.json = json;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public JsonNode check(JsonNode settings) {
        return json.valueToTree(LdapSettings.read(settings));
    }

    @Override
    public JsonNode checkTeam(JsonNode settings) {
        return json.valueToTree(MemberRule.read(settings));
    }
}
