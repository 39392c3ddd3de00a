package dev.portcullis.identity.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPInterface;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchScope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks for the one person whom a login means. */
final class PersonLookup {
    private PersonLookup() {}

    /** What was found. */
    sealed interface Found {}

    record One(DirectoryPerson person) implements Found {}

    record Nobody() implements Found {}

    /** Logins must be unique: whom of them to let in nobody can say. */
    record Several() implements Found {}

    static Found byLogin(Realm realm, LDAPInterface connection, Realm.Login login) throws LDAPException {
        Map<DN, DirectoryPerson> found = new LinkedHashMap<>();
        for (UserSearch search : realm.users()) {
            PersonReader reader = new PersonReader(search, LdapSignIn.clock());
            SearchRequest request = reader.byLogin(login);
            request.setSizeLimit(2);
            List<? extends Entry> entries;
            try {
                entries = PagedSearch.entries(connection.search(request));
            } catch (LDAPSearchException e) {
                if (!e.getResultCode().equals(ResultCode.SIZE_LIMIT_EXCEEDED)) {
                    throw e;
                }
                return new Several();
            }
            for (Entry entry : entries) {
                admitted(realm, connection, search, reader.read(entry))
                        .ifPresent(person -> found.putIfAbsent(person.dn(), person));
            }
        }
        return switch (found.size()) {
            case 0 -> new Nobody();
            case 1 -> new One(found.values().iterator().next());
            default -> new Several();
        };
    }

    /** The entry itself, if one of the searches covers it. */
    static Found byDn(Realm realm, LDAPInterface connection, DN dn) throws LDAPException {
        for (UserSearch search : realm.users()) {
            PersonReader reader = new PersonReader(search, LdapSignIn.clock());
            if (!dn.isDescendantOf(search.base(), true)) {
                continue;
            }
            Entry entry = connection.searchForEntry(
                    dn.toString(), SearchScope.BASE, Filter.create(search.filter()), reader.attributes());
            Optional<DirectoryPerson> person =
                    entry == null ? Optional.empty() : admitted(realm, connection, search, reader.read(entry));
            if (person.isPresent()) {
                return new One(person.get());
            }
        }
        return new Nobody();
    }

    /** Whoever is not in the group that the search is limited to is nobody here. */
    private static Optional<DirectoryPerson> admitted(
            Realm realm, LDAPInterface connection, UserSearch search, Optional<DirectoryPerson> person)
            throws LDAPException {
        MemberRule.Group group = search.matchGroupMembers();
        boolean admitted = person.isPresent()
                && (group == null || new Groups(connection, realm.settings()).contain(group, person.get()));
        return admitted ? person : Optional.empty();
    }
}
