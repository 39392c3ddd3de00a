package dev.portcullis.identity.ldap;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.SearchRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds people as one search of the settings says, and reads their entries. */
final class PersonReader {
    private static final int GUID_BYTES = 16;

    private final UserSearch search;
    private final Clock clock;

    PersonReader(UserSearch search, Clock clock) {
        this.search = search;
        this.clock = clock;
    }

    /** Everyone. */
    SearchRequest all() throws LDAPException {
        return request(search.base(), Filter.create(search.filter()));
    }

    /** Who may type that login. The login is a value of the filter, whatever characters it holds. */
    SearchRequest byLogin(Realm.Login login) throws LDAPException {
        Set<String> values = new LinkedHashSet<>(List.of(login.typed(), login.local()));
        List<Filter> any = new ArrayList<>();
        for (String attribute : search.loginAttributes()) {
            values.forEach(value -> any.add(Filter.createEqualityFilter(attribute, value)));
        }
        return request(
                search.base(), Filter.createANDFilter(Filter.create(search.filter()), Filter.createORFilter(any)));
    }

    private SearchRequest request(String base, Filter filter) {
        SearchRequest request = new SearchRequest(
                base, search.scope().searched(), DereferencePolicy.NEVER, 0, 0, false, filter, attributes());
        request.setFollowReferrals(false);
        return request;
    }

    String[] attributes() {
        Set<String> names = new LinkedHashSet<>(search.loginAttributes());
        names.addAll(List.of(search.idAttribute(), search.fullNameAttribute(), search.mailAttribute()));
        names.addAll(AccountState.ATTRIBUTES);
        return names.toArray(String[]::new);
    }

    /** The person of an entry; none where it lacks what tells people apart, or a login. */
    Optional<DirectoryPerson> read(Entry entry) throws LDAPException {
        String subject = subject(entry.getAttribute(search.idAttribute()));
        DN dn = entry.getParsedDN();
        String login = login(entry, dn);
        if (subject.isEmpty() || login.isEmpty()) {
            return Optional.empty();
        }
        Set<String> logins = new HashSet<>();
        for (String attribute : search.loginAttributes()) {
            String[] values = entry.getAttributeValues(attribute);
            if (values != null) {
                Arrays.stream(values)
                        .map(value -> value.toLowerCase(Locale.ROOT))
                        .forEach(logins::add);
            }
        }
        return Optional.of(new DirectoryPerson(
                subject,
                dn,
                login,
                Set.copyOf(logins),
                text(entry, search.fullNameAttribute()),
                text(entry, search.mailAttribute()),
                AccountState.shutOut(entry, clock)));
    }

    /** Of several values the one that names the entry, else the first in order: it must be the same each time. */
    private String login(Entry entry, DN dn) {
        String attribute = search.loginAttributes().getFirst();
        String[] values = entry.getAttributeValues(attribute);
        if (values == null || values.length == 0) {
            return "";
        }
        RDN rdn = dn.getRDN();
        for (String value : values) {
            if (rdn != null && rdn.hasAttributeValue(attribute, value)) {
                return value;
            }
        }
        return Arrays.stream(values).sorted().findFirst().orElse("");
    }

    private static String text(Entry entry, String attribute) {
        String value = entry.getAttributeValue(attribute);
        // PostgreSQL keeps no NUL in a text.
        return value == null ? "" : value.replace("\0", "");
    }

    private static String subject(@Nullable Attribute id) {
        byte[] bytes = id == null ? null : id.getValueByteArray();
        if (id == null || bytes == null) {
            return "";
        }
        if (id.getBaseName().equalsIgnoreCase("objectGUID") && bytes.length == GUID_BYTES) {
            return guid(bytes).toString();
        }
        return new String(bytes, StandardCharsets.UTF_8)
                .toLowerCase(Locale.ROOT)
                .replace("\0", "");
    }

    /** The first three parts of a GUID are stored with their lowest byte first (MS-DTYP 2.3.4.2). */
    static UUID guid(byte[] bytes) {
        ByteBuffer little = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long high = ((little.getInt(0) & 0xffff_ffffL) << 32)
                | ((little.getShort(4) & 0xffffL) << 16)
                | (little.getShort(6) & 0xffffL);
        return new UUID(high, ByteBuffer.wrap(bytes).getLong(8));
    }
}
