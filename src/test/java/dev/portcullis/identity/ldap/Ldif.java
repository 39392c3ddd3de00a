package dev.portcullis.identity.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.RDN;
import dev.portcullis.testing.Slapd;

/** Entries for {@link Slapd}. */
final class Ldif {
    private Ldif() {}

    /** Somebody in ou=people whose password is {@link Slapd#PASSWORD}. */
    static String person(String uid) {
        return person(uid, "ou=people");
    }

    static String person(String uid, String ou) {
        Entry entry = new Entry(dn(uid, ou));
        entry.addAttribute("objectClass", "inetOrgPerson");
        entry.addAttribute("uid", uid);
        entry.addAttribute("cn", "Full " + uid);
        entry.addAttribute("sn", uid);
        entry.addAttribute("mail", uid.replaceAll("[^a-z0-9]", "") + "@example.test");
        entry.addAttribute("userPassword", Slapd.PASSWORD);
        return entry.toLDIFString(0) + "\n";
    }

    static String group(String cn, String... members) {
        Entry entry = new Entry("cn=" + cn + ",ou=groups," + Slapd.SUFFIX);
        entry.addAttribute("objectClass", "groupOfNames");
        entry.addAttribute("cn", cn);
        entry.addAttribute("member", members);
        return entry.toLDIFString(0) + "\n";
    }

    static String unit(String ou) {
        return "dn: ou=" + ou + "," + Slapd.SUFFIX + "\nobjectClass: organizationalUnit\nou: " + ou + "\n\n";
    }

    static String dn(String uid) {
        return dn(uid, "ou=people");
    }

    static String dn(String uid, String ou) {
        try {
            return new DN(new RDN("uid", uid), new DN(ou + "," + Slapd.SUFFIX)).toString();
        } catch (com.unboundid.ldap.sdk.LDAPException e) {
            throw new IllegalStateException(e);
        }
    }
}
