package dev.portcullis.identity.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import org.jspecify.annotations.Nullable;

/** Makes the name that somebody is bound as from what they typed. */
final class DirectBind {
    private static final String LOGIN = LdapSettings.LOGIN;

    private DirectBind() {}

    static boolean isTemplate(String template) {
        if (template.startsWith(LOGIN + "@")) {
            return template.matches("\\{login}@[A-Za-z0-9._-]+");
        }
        try {
            DN dn = new DN(template);
            int places = 0;
            for (RDN rdn : dn.getRDNs()) {
                for (String value : rdn.getAttributeValues()) {
                    places += value.equals(LOGIN) ? 1 : 0;
                    if (!value.equals(LOGIN) && value.contains(LOGIN)) {
                        return false;
                    }
                }
            }
            return places == 1;
        } catch (LDAPException e) {
            return false;
        }
    }

    static boolean isDn(String template) {
        return !template.startsWith(LOGIN + "@");
    }

    /** The name to bind as, or null where the login can be nobody's. A DN is built of parts, never of text. */
    static @Nullable String name(String template, String login) {
        try {
            return isDn(template) ? dn(template, login).toString() : principal(template, login);
        } catch (LDAPException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static DN dn(String template, String login) throws LDAPException {
        RDN[] parts = new DN(template).getRDNs();
        for (int i = 0; i < parts.length; i++) {
            String[] values = parts[i].getAttributeValues();
            boolean changed = false;
            for (int v = 0; v < values.length; v++) {
                if (values[v].equals(LOGIN)) {
                    values[v] = login;
                    changed = true;
                }
            }
            if (changed) {
                parts[i] = new RDN(parts[i].getAttributeNames(), values);
            }
        }
        return new DN(parts);
    }

    /** The server reads such a name as it likes (a DN, a GUID, a canonical name), so only plain logins are taken. */
    private static @Nullable String principal(String template, String login) {
        String suffix = template.substring(LOGIN.length());
        String local = login.toLowerCase(java.util.Locale.ROOT).endsWith(suffix.toLowerCase(java.util.Locale.ROOT))
                ? login.substring(0, login.length() - suffix.length())
                : login;
        boolean plain = !local.isEmpty()
                && local.codePoints().noneMatch(c -> c <= ' ' || "@\\/,=+<>#;:\"*?|[]{}".indexOf(c) >= 0);
        return plain ? local + suffix : null;
    }
}
