package dev.portcullis.identity.ldap;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPInterface;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.RootDSE;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who belongs to the groups of a directory. Active Directory is asked for everyone at and below a group in one query, by
 * its matching rule, and for those whose primary group it is. Elsewhere groups within groups are walked breadth first,
 * each once, and never more than {@value #MOST_GROUPS}.
 */
final class Groups {
    static final int MOST_GROUPS = 2_000;

    private static final int MOST_SHOWN = 100;

    /** LDAP_MATCHING_RULE_IN_CHAIN (MS-ADTS 3.1.1.3.4.4.3). */
    private static final String IN_CHAIN = "1.2.840.113556.1.4.1941";

    private static final String NOTHING = "1.1"; // no attributes, RFC 4511 4.5.1.8
    private static final Filter ANY = Filter.createPresenceFilter("objectClass");
    private static final Filter GROUPS = Filter.createORFilter(
            Filter.createEqualityFilter("objectClass", "groupOfNames"),
            Filter.createEqualityFilter("objectClass", "groupOfUniqueNames"),
            Filter.createEqualityFilter("objectClass", "posixGroup"),
            Filter.createEqualityFilter("objectClass", "group"));

    private final LDAPInterface connection;
    private final LdapSettings settings;
    private @Nullable Set<String> groupNames;
    private @Nullable List<String> contexts;

    /** The members of a group; DNs are normalized, logins in small letters. */
    record Members(boolean groupIsThere, Set<String> dns, Set<String> logins) {
        boolean contain(DirectoryPerson person) {
            return dns.contains(person.dn().toNormalizedString())
                    || (!logins.isEmpty() && person.logins().stream().anyMatch(logins::contains));
        }
    }

    Groups(LDAPInterface connection, LdapSettings settings) {
        this.connection = connection;
        this.settings = settings;
    }

    Members members(MemberRule.Group group) throws LDAPException {
        return isChained(group) ? chained(group) : walked(group);
    }

    boolean isThere(MemberRule.Group group) throws LDAPException {
        return !search(group.groupDn(), SearchScope.BASE, ANY, NOTHING).isEmpty();
    }

    /** Whether one person belongs to it: without reading all the others. */
    boolean contain(MemberRule.Group group, DirectoryPerson person) throws LDAPException {
        if (isChained(group)) {
            Filter filter = membersOf(group);
            return filter != null
                    && !search(person.dn().toString(), SearchScope.BASE, filter, NOTHING)
                            .isEmpty();
        }
        return climbs(group, person);
    }

    /** The groups that name this person themselves, the first {@value #MOST_SHOWN}. */
    List<String> naming(DirectoryPerson person) throws LDAPException {
        List<Filter> any = new ArrayList<>();
        for (String attribute : List.of("member", "uniqueMember")) {
            any.add(Filter.createEqualityFilter(attribute, person.dn().toString()));
        }
        any.add(Filter.createEqualityFilter("memberUid", person.login()));
        SearchRequest request = request(
                namingContext(person.dn().toString()),
                SearchScope.SUB,
                Filter.createANDFilter(GROUPS, Filter.createORFilter(any)),
                NOTHING);
        return PagedSearch.first(connection, request, MOST_SHOWN).stream()
                .map(SearchResultEntry::getDN)
                .sorted()
                .toList();
    }

    private boolean isChained(MemberRule.Group group) {
        return settings.vendor() == Vendor.ACTIVE_DIRECTORY
                && group.memberAttribute().equalsIgnoreCase("member");
    }

    private Members chained(MemberRule.Group group) throws LDAPException {
        Filter filter = membersOf(group);
        Set<String> dns = new HashSet<>();
        if (filter != null) {
            paged(namingContext(group.groupDn()), filter, entry -> dns.add(normalized(entry.getDN())));
        }
        return new Members(filter != null, dns, Set.of());
    }

    /** Everyone at and below the group, primary groups included; null where there is no such group. */
    private @Nullable Filter membersOf(MemberRule.Group group) throws LDAPException {
        List<SearchResultEntry> found = search(group.groupDn(), SearchScope.BASE, ANY, "objectSid");
        if (found.isEmpty()) {
            return null;
        }
        List<Entry> all = new ArrayList<>(found);
        Filter member = Filter.createEqualityFilter("memberOf", group.groupDn());
        if (settings.nestedGroups()) {
            member = Filter.createExtensibleMatchFilter("memberOf", IN_CHAIN, false, group.groupDn());
            SearchRequest inner = request(
                    namingContext(group.groupDn()),
                    SearchScope.SUB,
                    Filter.createANDFilter(Filter.createEqualityFilter("objectClass", "group"), member),
                    "objectSid");
            PagedSearch.run(connection, inner, settings.pageSize(), all::add);
        }
        List<Filter> any = new ArrayList<>(List.of(member));
        for (Entry entry : all) {
            byte[] sid = entry.getAttributeValueBytes("objectSid");
            if (sid != null && sid.length >= Integer.BYTES) {
                // The last part of a SID, lowest byte first, is what primaryGroupID holds (MS-DTYP 2.4.2.2).
                int rid = ByteBuffer.wrap(sid).order(ByteOrder.LITTLE_ENDIAN).getInt(sid.length - Integer.BYTES);
                any.add(Filter.createEqualityFilter("primaryGroupID", Integer.toUnsignedString(rid)));
            }
        }
        return Filter.createORFilter(any);
    }

    private Members walked(MemberRule.Group group) throws LDAPException {
        Set<String> dns = new HashSet<>();
        Set<String> logins = new HashSet<>();
        Set<String> seen = new HashSet<>(Set.of(normalized(group.groupDn())));
        Deque<String> next = new ArrayDeque<>(List.of(group.groupDn()));
        boolean there = false;
        while (!next.isEmpty()) {
            String dn = next.remove();
            List<String> values = memberValues(dn, group.memberAttribute());
            there |= values != null;
            for (String value : values == null ? List.<String>of() : values) {
                if (!DN.isValidDN(value)) {
                    logins.add(value.toLowerCase(Locale.ROOT));
                    continue;
                }
                String member = normalized(value);
                if (!settings.nestedGroups() || !groupNames(group.groupDn()).contains(member)) {
                    dns.add(member);
                } else if (seen.add(member)) {
                    bounded(seen.size());
                    next.add(value);
                }
            }
        }
        return new Members(there, dns, logins);
    }

    /** From the person up, level by level, until the group is met or nothing new is. */
    private boolean climbs(MemberRule.Group group, DirectoryPerson person) throws LDAPException {
        String attribute = group.memberAttribute();
        List<Filter> any = new ArrayList<>(
                List.of(Filter.createEqualityFilter(attribute, person.dn().toString())));
        person.logins().forEach(login -> any.add(Filter.createEqualityFilter(attribute, login)));
        if (!search(group.groupDn(), SearchScope.BASE, Filter.createORFilter(any), NOTHING)
                .isEmpty()) {
            return true;
        }
        String wanted = normalized(group.groupDn());
        Set<String> seen = new HashSet<>();
        List<Filter> level = settings.nestedGroups() ? any : List.of();
        while (!level.isEmpty()) {
            List<Filter> above = new ArrayList<>();
            paged(namingContext(group.groupDn()), Filter.createORFilter(level), entry -> {
                if (seen.add(normalized(entry.getDN()))) {
                    above.add(Filter.createEqualityFilter(attribute, entry.getDN()));
                }
            });
            if (seen.contains(wanted)) {
                return true;
            }
            bounded(seen.size());
            level = above;
        }
        return false;
    }

    private static void bounded(int groups) throws LDAPException {
        if (groups > MOST_GROUPS) {
            throw new LDAPException(
                    ResultCode.PARAM_ERROR,
                    "there are more than " + MOST_GROUPS + " groups within one group: switch nestedGroups off");
        }
    }

    /** All values, those that Active Directory hands out in ranges (MS-ADTS 3.1.1.3.1.3.3) too; null: no such group. */
    private @Nullable List<String> memberValues(String groupDn, String attribute) throws LDAPException {
        List<String> all = new ArrayList<>();
        String wanted = attribute;
        while (true) {
            List<SearchResultEntry> found = search(groupDn, SearchScope.BASE, ANY, wanted);
            if (found.isEmpty()) {
                return null;
            }
            int next = -1;
            for (Attribute part : found.getFirst().getAttributes()) {
                if (part.getBaseName().equalsIgnoreCase(attribute)) {
                    all.addAll(List.of(part.getValues()));
                    next = Math.max(next, rangeAfter(part));
                }
            }
            if (next < 0) {
                return all;
            }
            wanted = attribute + ";range=" + next + "-*";
        }
    }

    /** Where the next range begins, or -1 when this is the last or there are no ranges. */
    static int rangeAfter(Attribute part) {
        for (String option : part.getOptions()) {
            String lower = option.toLowerCase(Locale.ROOT);
            int dash = lower.indexOf('-');
            if (lower.startsWith("range=") && dash > 0 && !lower.endsWith("-*")) {
                return Integer.parseInt(lower.substring(dash + 1)) + 1;
            }
        }
        return -1;
    }

    /** The names of all groups, read once: which members are groups themselves is then known without asking for each. */
    private Set<String> groupNames(String near) throws LDAPException {
        Set<String> known = groupNames;
        if (known == null) {
            Set<String> names = new HashSet<>();
            paged(namingContext(near), GROUPS, entry -> names.add(normalized(entry.getDN())));
            groupNames = names;
            return names;
        }
        return known;
    }

    /** Whether this directory says that the entry would lie in it. */
    boolean holds(String dn) throws LDAPException {
        return !namingContext(dn).isEmpty();
    }

    /** The part of the directory that holds this entry; empty where it has none. */
    private String namingContext(String dn) throws LDAPException {
        List<String> all = contexts;
        if (all == null) {
            RootDSE root = connection.getRootDSE();
            String[] named = root == null ? null : root.getNamingContextDNs();
            all = named == null ? List.of() : List.of(named);
            contexts = all;
        }
        String best = "";
        for (String context : all) {
            if (DN.isAncestorOf(context, dn, true) && context.length() > best.length()) {
                best = context;
            }
        }
        return best;
    }

    private void paged(String base, Filter filter, java.util.function.Consumer<SearchResultEntry> each)
            throws LDAPException {
        PagedSearch.run(connection, request(base, SearchScope.SUB, filter, NOTHING), settings.pageSize(), each);
    }

    private List<SearchResultEntry> search(String base, SearchScope scope, Filter filter, String... attributes)
            throws LDAPException {
        try {
            return PagedSearch.entries(connection.search(request(base, scope, filter, attributes)));
        } catch (LDAPSearchException e) {
            if (e.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)) {
                return List.of();
            }
            throw e;
        }
    }

    private static SearchRequest request(String base, SearchScope scope, Filter filter, String... attributes) {
        return new SearchRequest(base, scope, DereferencePolicy.NEVER, 0, 0, false, filter, attributes);
    }

    private static String normalized(String dn) {
        try {
            return DN.normalize(dn);
        } catch (LDAPException e) {
            return dn.toLowerCase(Locale.ROOT);
        }
    }
}
