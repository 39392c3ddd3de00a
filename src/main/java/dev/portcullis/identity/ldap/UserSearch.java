package dev.portcullis.identity.ldap;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where people are found in a directory, and what their attributes mean.
 *
 * @param loginAttributes what people may type to sign in; the first one makes the account's name
 * @param idAttribute never changes and is never given to another; {@code objectGUID} is read as a UUID
 * @param matchGroupMembers only members of this group are people of this source; null: all are
 */
public record UserSearch(
        String base,
        Scope scope,
        String filter,
        List<String> loginAttributes,
        String fullNameAttribute,
        String mailAttribute,
        String idAttribute,
        MemberRule.@Nullable Group matchGroupMembers) {

    static UserSearch read(SettingsReader reader, Vendor vendor) {
        boolean ad = vendor == Vendor.ACTIVE_DIRECTORY;
        List<String> logins = reader.texts("loginAttributes");
        if (logins == null) {
            logins = ad ? List.of("sAMAccountName", "userPrincipalName") : List.of("uid");
        }
        logins.forEach(name -> SettingsReader.attribute("loginAttributes", name, reader));
        return new UserSearch(
                reader.requiredDn("base"),
                reader.oneOf("scope", Scope.class, Scope::wireName, Scope.SUBTREE),
                reader.filter(
                        "filter", ad ? "(&(objectCategory=person)(objectClass=user))" : "(objectClass=inetOrgPerson)"),
                logins,
                reader.attribute("fullNameAttribute", ad ? "displayName" : "cn"),
                reader.attribute("mailAttribute", "mail"),
                reader.attribute("idAttribute", ad ? "objectGUID" : "entryUUID"),
                reader.object("matchGroupMembers", MemberRule::readGroup));
    }
}
