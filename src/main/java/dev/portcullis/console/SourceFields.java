package dev.portcullis.console;

import static dev.portcullis.console.SourceField.Type.FLAG;
import static dev.portcullis.console.SourceField.Type.LIST;
import static dev.portcullis.console.SourceField.Type.NUMBER;
import static dev.portcullis.console.SourceField.Type.PEM;
import static dev.portcullis.console.SourceField.Type.TEXT;

import dev.portcullis.console.SourceField.Group;
import dev.portcullis.console.SourceField.Option;
import dev.portcullis.identity.IdentitySource;
import dev.portcullis.identity.oidc.OidcKind;
import java.util.List;

/** The inputs of each kind of source, and what stands in those of a new one. */
final class SourceFields {
    static final String LDAP = "ldap";

    /** What most directories need; the rest is filled in when it is saved. */
    private static final String NEW_LDAP = """
            {"vendor": "other", "encryption": "ldaps", "nestedGroups": true, "justInTime": true,
             "syncIntervalMinutes": 60, "brakePercent": 20}""";

    private static final String NEW_OIDC = """
            {"clientAuthentication": "basic", "scopes": ["openid", "profile", "email"],
             "loginClaim": "preferred_username", "nameClaim": "name", "emailClaim": "email",
             "justInTime": true, "backchannelLogout": true, "frontchannelLogout": true}""";

    private static final List<Group> OF_LDAP = List.of(
            new Group(
                    SourceFieldWords::connection,
                    List.of(
                            SourceField.choice(
                                            "vendor",
                                            SourceFieldWords::vendor,
                                            new Option("other", SourceFieldWords::vendorOther),
                                            new Option("activeDirectory", SourceFieldWords::vendorAd))
                                    .hint(SourceFieldWords::vendorHint),
                            SourceField.of("servers", LIST, SourceFieldWords::servers, SourceFieldWords::serversHint),
                            SourceField.choice(
                                    "encryption",
                                    SourceFieldWords::encryption,
                                    new Option("ldaps", SourceFieldWords::encryptionLdaps),
                                    new Option("starttls", SourceFieldWords::encryptionStarttls),
                                    new Option("none", SourceFieldWords::encryptionNone)),
                            SourceField.of("caCertificates", PEM, SourceFieldWords::ca, SourceFieldWords::caHint),
                            SourceField.of("bindDn", TEXT, SourceFieldWords::bindDn, SourceFieldWords::bindDnHint))),
            new Group(
                    SourceFieldWords::people,
                    List.of(
                            SourceField.of("users.0.base", TEXT, SourceFieldWords::base),
                            SourceField.choice(
                                    "users.0.scope",
                                    SourceFieldWords::scope,
                                    new Option("subtree", SourceFieldWords::scopeSubtree),
                                    new Option("oneLevel", SourceFieldWords::scopeOneLevel),
                                    new Option("base", SourceFieldWords::scopeBase)),
                            SourceField.of(
                                    "users.0.filter", TEXT, SourceFieldWords::filter, SourceFieldWords::filterHint),
                            SourceField.of(
                                    "users.0.loginAttributes",
                                    LIST,
                                    SourceFieldWords::loginAttributes,
                                    SourceFieldWords::loginAttributesHint),
                            SourceField.of("users.0.fullNameAttribute", TEXT, SourceFieldWords::fullName),
                            SourceField.of("users.0.mailAttribute", TEXT, SourceFieldWords::mail),
                            SourceField.of(
                                    "users.0.idAttribute",
                                    TEXT,
                                    SourceFieldWords::idAttribute,
                                    SourceFieldWords::idAttributeHint),
                            SourceField.of(
                                    "users.0.matchGroupMembers.groupDn",
                                    TEXT,
                                    SourceFieldWords::onlyGroup,
                                    SourceFieldWords::onlyGroupHint),
                            SourceField.of(
                                            "users.0.matchGroupMembers.memberAttribute",
                                            TEXT,
                                            SourceFieldWords::memberAttribute)
                                    .needs("users.0.matchGroupMembers.groupDn"),
                            SourceField.of("justInTime", FLAG, SourceFieldWords::justInTime))),
            new Group(
                    SourceFieldWords::groups,
                    List.of(
                            SourceField.of(
                                    "administrators.groupDn",
                                    TEXT,
                                    SourceFieldWords::administrators,
                                    SourceFieldWords::administratorsHint),
                            SourceField.of("administrators.memberAttribute", TEXT, SourceFieldWords::memberAttribute)
                                    .needs("administrators.groupDn"),
                            SourceField.of("nestedGroups", FLAG, SourceFieldWords::nestedGroups))),
            new Group(
                    SourceFieldWords::synchronization,
                    List.of(
                            SourceField.of("createAccounts", FLAG, SourceFieldWords::createAccounts),
                            SourceField.of(
                                    "syncIntervalMinutes",
                                    NUMBER,
                                    SourceFieldWords::interval,
                                    SourceFieldWords::intervalHint),
                            SourceField.of(
                                    "brakePercent", NUMBER, SourceFieldWords::brake, SourceFieldWords::brakeHint))));

    private static final List<Group> OF_OIDC = List.of(
            new Group(
                    SourceFieldWords::provider,
                    List.of(
                            SourceField.of("issuer", TEXT, SourceFieldWords::issuer, SourceFieldWords::issuerHint),
                            SourceField.of("clientId", TEXT, SourceFieldWords::clientId),
                            SourceField.choice(
                                    "clientAuthentication",
                                    SourceFieldWords::clientAuthentication,
                                    new Option("basic", SourceFieldWords::clientBasic),
                                    new Option("post", SourceFieldWords::clientPost)),
                            SourceField.of("caBundle", PEM, SourceFieldWords::ca, SourceFieldWords::caHint))),
            new Group(
                    SourceFieldWords::claims,
                    List.of(
                            SourceField.of("scopes", LIST, SourceFieldWords::scopes, SourceFieldWords::scopesHint),
                            SourceField.of("loginClaim", TEXT, SourceFieldWords::loginClaim),
                            SourceField.of("nameClaim", TEXT, SourceFieldWords::nameClaim),
                            SourceField.of("emailClaim", TEXT, SourceFieldWords::emailClaim))),
            new Group(
                    SourceFieldWords::groups,
                    List.of(
                            SourceField.of(
                                    "groupsClaim",
                                    TEXT,
                                    SourceFieldWords::groupsClaim,
                                    SourceFieldWords::groupsClaimHint),
                            SourceField.of(
                                    "administratorGroup",
                                    TEXT,
                                    SourceFieldWords::administratorGroup,
                                    SourceFieldWords::administratorsHint))),
            new Group(
                    SourceFieldWords::signingIn,
                    List.of(
                            SourceField.of("justInTime", FLAG, SourceFieldWords::justInTime),
                            SourceField.of(
                                    "extraAudiences",
                                    LIST,
                                    SourceFieldWords::extraAudiences,
                                    SourceFieldWords::onePerLine),
                            SourceField.of(
                                    "maxAgeSeconds", NUMBER, SourceFieldWords::maxAge, SourceFieldWords::maxAgeHint),
                            SourceField.of("backchannelLogout", FLAG, SourceFieldWords::backchannel),
                            SourceField.of("frontchannelLogout", FLAG, SourceFieldWords::frontchannel))));

    private SourceFields() {}

    /** None for a kind that has no settings. */
    static List<Group> of(String kind) {
        return switch (kind) {
            case LDAP -> OF_LDAP;
            case OidcKind.OIDC -> OF_OIDC;
            default -> List.of();
        };
    }

    /** The settings of a new one, as JSON. */
    static String fresh(String kind) {
        return switch (kind) {
            case LDAP -> NEW_LDAP;
            case OidcKind.OIDC -> NEW_OIDC;
            default -> "{}";
        };
    }

    /** Whether a text that is empty is stored: at a provider it means "no such claim", in a directory "as usual". */
    static boolean keepsEmpty(String kind) {
        return kind.equals(OidcKind.OIDC);
    }

    static boolean isLocal(IdentitySource source) {
        return source.kind().equals(IdentitySource.LOCAL);
    }
}
