package dev.portcullis.identity.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads people, groups and administrators of a source in bulk: a paged search for each search of the settings and a few
 * queries for each group, but never one for each person.
 */
final class DirectoryReader implements AutoCloseable {
    private static final int MOST_NOTES = 100;

    /** Hears how far the reading is; may throw to end it. */
    interface Progress {
        void read(String what, int entries);
    }

    private record Open(Realm realm, LDAPConnection connection, Groups groups) {}

    private final List<Open> open = new ArrayList<>();
    private final LdapSettings settings;
    private final Progress progress;
    private final Map<String, DirectoryPerson> people = new LinkedHashMap<>();
    private final Map<DN, String> subjects = new HashMap<>();
    private final List<String> notes = new ArrayList<>();
    private int incomplete;

    DirectoryReader(List<Directory> directories, Progress progress) throws DirectoryUnavailable {
        this.settings = directories.getFirst().realm.settings();
        this.progress = progress;
        try {
            for (Directory directory : directories) {
                LDAPConnection connection = directory.patientConnection();
                open.add(new Open(directory.realm, connection, new Groups(connection, settings)));
            }
        } catch (DirectoryUnavailable e) {
            close();
            throw e;
        }
    }

    DirectorySnapshot read(List<SyncedTeam> teams) throws DirectoryUnavailable {
        try {
            for (Open realm : open) {
                for (UserSearch search : realm.realm().users()) {
                    readPeople(realm, search);
                }
            }
            Map<Long, Set<String>> members = new HashMap<>();
            for (SyncedTeam team : teams) {
                progress.read("team " + team.path(), people.size());
                members.put(team.id(), members(team.rule(), "The team " + team.path()));
            }
            MemberRule rule = settings.administrators();
            Set<String> administrators = rule == null ? null : members(rule, "The setting administrators");
            if (incomplete > 0) {
                note(incomplete + " entries were left out: they have no login or no unique id.");
            }
            return new DirectorySnapshot(people, members, administrators, List.copyOf(notes));
        } catch (LDAPException e) {
            throw new DirectoryUnavailable(e);
        }
    }

    private void readPeople(Open realm, UserSearch search) throws LDAPException {
        MemberRule.Group limit = search.matchGroupMembers();
        Groups.Members admitted = limit == null ? null : realm.groups().members(limit);
        if (limit != null && admitted != null && !admitted.groupIsThere()) {
            note("There is no group " + limit.groupDn() + ", so nobody is in it.");
        }
        PersonReader reader = new PersonReader(search, LdapSignIn.clock());
        List<LDAPException> broken = new ArrayList<>();
        PagedSearch.run(realm.connection(), reader.all(), settings.pageSize(), entry -> {
            try {
                take(reader, admitted, entry);
            } catch (LDAPException e) {
                broken.add(e);
            }
        });
        if (!broken.isEmpty()) {
            throw broken.getFirst();
        }
    }

    private void take(PersonReader reader, Groups.@Nullable Members admitted, SearchResultEntry entry)
            throws LDAPException {
        DirectoryPerson person = reader.read(entry).orElse(null);
        if (person == null) {
            incomplete++;
            return;
        }
        if (admitted != null && !admitted.contain(person)) {
            return;
        }
        DirectoryPerson before = people.putIfAbsent(person.subject(), person);
        if (before != null && !before.dn().equals(person.dn())) {
            note(before.dn() + " and " + person.dn() + " have the same unique id; the second is left out.");
        }
        subjects.putIfAbsent(person.dn(), person.subject());
        if (people.size() % 100 == 0) {
            progress.read("people", people.size());
        }
    }

    private Set<String> members(MemberRule rule, String whose) throws LDAPException {
        return switch (rule) {
            case MemberRule.Group group -> ofGroup(group, whose);
            case MemberRule.Search search -> ofSearch(search, whose);
        };
    }

    private Set<String> ofGroup(MemberRule.Group group, String whose) throws LDAPException {
        Groups.Members members = holding(group.groupDn()).groups().members(group);
        if (!members.groupIsThere()) {
            note(whose + ": there is no group " + group.groupDn() + ", so nobody is in it.");
        }
        Set<String> found = new HashSet<>();
        for (DirectoryPerson person : people.values()) {
            if (members.contain(person)) {
                found.add(person.subject());
            }
        }
        return found;
    }

    private Set<String> ofSearch(MemberRule.Search search, String whose) throws LDAPException {
        SearchRequest request = new SearchRequest(
                search.base(),
                search.scope().searched(),
                DereferencePolicy.NEVER,
                0,
                0,
                false,
                Filter.create(search.filter()),
                "1.1");
        Set<String> found = new HashSet<>();
        boolean there =
                PagedSearch.runIfThere(holding(search.base()).connection(), request, settings.pageSize(), entry -> {
                    String subject = subjects.get(dn(entry));
                    if (subject != null) {
                        found.add(subject);
                    }
                });
        if (!there) {
            note(whose + ": there is no " + search.base() + ", so nobody is in it.");
        }
        return found;
    }

    private static DN dn(SearchResultEntry entry) {
        try {
            return entry.getParsedDN();
        } catch (LDAPException e) {
            return DN.NULL_DN;
        }
    }

    /** The directory that this entry lies in; the first one when none says that it is theirs. */
    private Open holding(String dn) throws LDAPException {
        for (Open realm : open) {
            if (realm.groups().holds(dn)) {
                return realm;
            }
        }
        return open.getFirst();
    }

    private void note(String note) {
        if (notes.size() < MOST_NOTES) {
            notes.add(note);
        }
    }

    @Override
    public void close() {
        open.forEach(realm -> realm.connection().close());
    }
}
