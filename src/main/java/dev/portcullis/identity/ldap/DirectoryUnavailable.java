package dev.portcullis.identity.ldap;

import com.unboundid.ldap.sdk.LDAPException;
import java.util.Locale;

/** A directory could not be asked. The message says why, and what an administrator can do. */
final class DirectoryUnavailable extends Exception {
    private static final long serialVersionUID = 1L;

    DirectoryUnavailable(String message) {
        super(message);
    }

    DirectoryUnavailable(LDAPException cause) {
        super(explain(cause), cause);
    }

    /** Whether this tells that nobody is there, rather than that somebody said no. */
    static boolean isSilence(LDAPException e) {
        return switch (e.getResultCode().intValue()) {
            // server down, local error, decoding error, time-out, connect error; busy, unavailable
            case 81, 82, 84, 85, 91, 51, 52 -> true;
            default -> false;
        };
    }

    static String explain(LDAPException e) {
        String diagnostic = e.getDiagnosticMessage();
        String said = diagnostic == null ? String.valueOf(e.getMessage()) : diagnostic;
        String all = (said + " " + e.getMessage()).toLowerCase(Locale.ROOT);
        String advice = switch (e.getResultCode().intValue()) {
            case 49 -> "The directory refuses bindDn with the secret that is set. Check both.";
            case 32 -> "The directory has no entry of that name. Check base, groupDn and bindDn.";
            case 50 -> "bindDn may not read that. Give it the right to in the directory.";
            case 8, 13 -> "The directory wants encryption, or a bind. Use ldaps or starttls, and set bindDn.";
            case 34 -> "The directory takes bindDn for no distinguished name.";
            case 4 -> "The directory gives fewer entries than were asked for. Make pageSize smaller.";
            case 12 -> "The directory does not know paged results (RFC 2696).";
            case 10 -> "The directory refers to another server, and referrals are not followed. Name that server.";
            case 2 -> "The directory did not understand. If it does not know StartTLS, use ldaps.";
            case 89 -> said.endsWith(".") ? said : said + ".";
            default -> connection(all);
        };
        return e.getResultCode().intValue() == 89 ? advice : advice + " (" + said + ")";
    }

    private static String connection(String all) {
        if (all.contains("no name matching") || all.contains("subject alternative")) {
            return "The server's certificate is for another host name. Use in servers the name of the certificate.";
        }
        if (all.contains("notafter")) {
            return "The server's certificate has expired.";
        }
        if (all.contains("certpath") || all.contains("certification path") || all.contains("trust")) {
            return "The server's certificate is not signed by a CA that is trusted here. Put the CA into"
                    + " caCertificates.";
        }
        if (all.contains("unknownhost") || all.contains("unable to resolve") || all.contains("unresolved")) {
            return "The name of the server is unknown. Check servers, and the name service.";
        }
        if (all.contains("refused")) {
            return "Nothing listens there. Check host and port in servers.";
        }
        if (all.contains("timed out") || all.contains("timeout") || all.contains("time limit")) {
            return "The directory does not answer in time. Is it up, and does a firewall let this through?";
        }
        if (all.contains("ssl") || all.contains("tls") || all.contains("handshake")) {
            return "No encrypted connection came about. Does that port speak what encryption says?";
        }
        return "The directory cannot be used.";
    }
}
