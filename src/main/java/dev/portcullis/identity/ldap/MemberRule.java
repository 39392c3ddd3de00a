package dev.portcullis.identity.ldap;

import com.fasterxml.jackson.databind.JsonNode;

/** Who belongs to something: a team, the administrators, those who may sign in. */
public sealed interface MemberRule {
    /**
     * The members of a group.
     *
     * @param memberAttribute names each member by DN ({@code member}, {@code uniqueMember}) or by login ({@code
     *     memberUid})
     */
    record Group(String groupDn, String memberAttribute) implements MemberRule {}

    /** The people whom a search finds. */
    record Search(String base, String filter, Scope scope) implements MemberRule {}

    /** Reads {@code {"groupDn","memberAttribute"}} or {@code {"base","filter","scope"}}. */
    static MemberRule read(JsonNode settings) {
        SettingsReader reader = new SettingsReader(settings, "");
        MemberRule rule = read(reader);
        reader.end();
        return rule;
    }

    /** As {@link #read(JsonNode)}, in settings that hold more. */
    static MemberRule read(SettingsReader reader) {
        if (reader.has("groupDn") || !reader.has("base")) {
            return readGroup(reader);
        }
        return new Search(
                reader.requiredDn("base"),
                reader.filter("filter", "(objectClass=*)"),
                reader.oneOf("scope", Scope.class, Scope::wireName, Scope.SUBTREE));
    }

    /** A group only. */
    static Group readGroup(SettingsReader reader) {
        return new Group(reader.requiredDn("groupDn"), reader.attribute("memberAttribute", "member"));
    }
}
