package dev.portcullis.identity.ldap;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.error.ErrorCode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a directory is reached and read. The password of {@code bindDn} is the source's secret and never stands here.
 *
 * @param servers {@code ldaps://host[:port]} or {@code ldap://host[:port]}, tried in this order
 * @param caCertificates in PEM; null: those that Java trusts
 * @param connectTimeoutMillis for one server
 * @param responseTimeoutMillis for one answer while somebody signs in; a synchronization waits longer
 * @param bindDn who searches; null: nobody in particular (anonymous)
 * @param directBind a DN or user principal name with {@code {login}} in it: people are bound as that without a search
 *     before it; null: they are searched for
 * @param domains other directories for logins of their suffix
 * @param nestedGroups whether members of groups in a group belong to it
 * @param justInTime whether somebody without an account gets one by signing in
 * @param createAccounts whether a synchronization creates accounts for all people it finds
 * @param administrators who administrates the registry; null: that is decided here
 * @param syncIntervalMinutes 0: only when asked
 * @param brakePercent a synchronization that would deactivate more than this share of the source's active accounts
 *     stops; 100 switches that off, but all of them is always too many
 * @param pageSize entries an answer (RFC 2696)
 */
public record LdapSettings(
        Vendor vendor,
        List<String> servers,
        Encryption encryption,
        @Nullable String caCertificates,
        int connectTimeoutMillis,
        int responseTimeoutMillis,
        @Nullable String bindDn,
        @Nullable String directBind,
        List<UserSearch> users,
        List<Domain> domains,
        boolean nestedGroups,
        boolean justInTime,
        boolean createAccounts,
        @Nullable MemberRule administrators,
        int syncIntervalMinutes,
        int brakePercent,
        int pageSize) {
    static final String LOGIN = "{login}";
    private static final int MAX_PEM = 262_144;
    /** Whoever signs in gets an answer within 3 s. */
    private static final int MAX_WAIT = 2_500;

    private static final int A_MONTH = 31 * 24 * 60;

    /**
     * What is different for logins that end with a suffix, {@code ana@emea.example.com} or {@code emea.example.com\ana}.
     * Null: as for the others.
     */
    public record Domain(
            String suffix,
            @Nullable List<String> servers,
            @Nullable String bindDn,
            @Nullable String directBind,
            List<UserSearch> users) {}

    /** {@link ErrorCode#REQUEST_INVALID}, naming the field, when the settings will not do. */
    public static LdapSettings read(JsonNode settings) {
        SettingsReader reader = new SettingsReader(settings, "");
        LdapSettings read = read(reader);
        reader.end();
        return read;
    }

    private static LdapSettings read(SettingsReader reader) {
        Vendor vendor = reader.oneOf("vendor", Vendor.class, Vendor::wireName, Vendor.OTHER);
        Encryption encryption = reader.oneOf("encryption", Encryption.class, Encryption::wireName, Encryption.LDAPS);
        List<String> servers = servers(reader, encryption);
        if (servers == null) {
            throw reader.wrong("servers", "is missing: name at least one, such as ldaps://ldap.example.com");
        }
        List<UserSearch> users = reader.objects("users", search -> UserSearch.read(search, vendor));
        if (users.isEmpty()) {
            throw reader.wrong("users", "must hold at least one search: {\"base\": \"OU=People,DC=example,DC=com\"}");
        }
        return new LdapSettings(
                vendor,
                servers,
                encryption,
                certificates(reader),
                reader.number("connectTimeoutMillis", 100, MAX_WAIT, 1_000),
                reader.number("responseTimeoutMillis", 100, MAX_WAIT, 1_200),
                bindName(reader),
                directBind(reader),
                users,
                reader.objects("domains", domain -> domain(domain, vendor, encryption)),
                reader.flag("nestedGroups", true),
                reader.flag("justInTime", true),
                reader.flag("createAccounts", false),
                reader.object("administrators", MemberRule::read),
                reader.number("syncIntervalMinutes", 0, A_MONTH, 60),
                reader.number("brakePercent", 0, 100, 20),
                reader.number("pageSize", 10, 10_000, 500));
    }

    private static Domain domain(SettingsReader reader, Vendor vendor, Encryption encryption) {
        String suffix = reader.requiredText("suffix").toLowerCase(Locale.ROOT);
        if (!suffix.matches("[a-z0-9._-]+")) {
            throw reader.wrong("suffix", "must be a domain, such as emea.example.com");
        }
        return new Domain(
                suffix,
                servers(reader, encryption),
                bindName(reader),
                directBind(reader),
                reader.objects("users", search -> UserSearch.read(search, vendor)));
    }

    private static @Nullable List<String> servers(SettingsReader reader, Encryption encryption) {
        List<String> servers = reader.texts("servers");
        if (servers != null) {
            for (String url : servers) {
                ServerAddress.parse(reader, url, encryption);
            }
        }
        return servers;
    }

    private static @Nullable String certificates(SettingsReader reader) {
        String pem = reader.text("caCertificates", MAX_PEM);
        if (pem != null) {
            try {
                TrustedCertificates.parse(pem);
            } catch (java.security.GeneralSecurityException | java.io.IOException e) {
                throw reader.wrong(
                        "caCertificates",
                        "must hold certificates in PEM, each from -----BEGIN CERTIFICATE----- to the end line");
            }
        }
        return pem;
    }

    /** A DN, or what Active Directory takes as well: a user principal name or EXAMPLE\reader. */
    private static @Nullable String bindName(SettingsReader reader) {
        String name = reader.text("bindDn");
        if (name != null && !name.contains("@") && !name.contains("\\")) {
            return reader.dn("bindDn");
        }
        return name;
    }

    private static @Nullable String directBind(SettingsReader reader) {
        String template = reader.text("directBind");
        if (template != null && !DirectBind.isTemplate(template)) {
            throw reader.wrong(
                    "directBind", "must be {login}@ with a domain, or a distinguished name with {login} as a value");
        }
        return template;
    }
}
