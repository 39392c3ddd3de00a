package dev.portcullis.identity.ldap;

import com.unboundid.ldap.sdk.DN;
import dev.portcullis.identity.ExternalPerson;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Somebody as an entry of the directory tells.
 *
 * @param subject never changes
 * @param login what the account's name is made from
 * @param logins all that may be typed for them, in small letters
 * @param shutOut why the directory itself would not let them in; null: it would
 */
record DirectoryPerson(
        String subject,
        DN dn,
        String login,
        Set<String> logins,
        String fullName,
        String mail,
        @Nullable String shutOut) {

    ExternalPerson external() {
        return new ExternalPerson(subject, login, fullName, mail, null);
    }
}
