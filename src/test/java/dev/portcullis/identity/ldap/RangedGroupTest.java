package dev.portcullis.identity.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchEntry;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ReadOnlySearchRequest;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldif.LDIFException;
import dev.portcullis.access.Accounts;
import dev.portcullis.access.Organizations;
import dev.portcullis.access.Rights;
import dev.portcullis.access.Teams;
import dev.portcullis.identity.IdentitySources;
import dev.portcullis.testing.PostgresTestResource;
import dev.portcullis.testing.Slapd;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A directory that hands out no more than 1,500 values at once, as Active Directory does (MS-ADTS 3.1.1.3.1.3.3). */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class RangedGroupTest {
    private static final int MOST_VALUES = 1500;
    private static final int PEOPLE = 3200;
    private static final String GROUP = "cn=big,ou=groups," + Slapd.SUFFIX;

    @Inject
    DirectorySync sync;

    @Inject
    IdentitySources sources;

    @Inject
    Organizations organizations;

    @Inject
    Teams teams;

    @Inject
    Rights rights;

    @Inject
    Jdbi jdbi;

    private final Ranges ranges = new Ranges();
    private InMemoryDirectoryServer server;
    private String source = "";
    private String prefix = "";

    @BeforeEach
    void directory() throws LDAPException, LDIFException {
        source = rights.fresh("ranged");
        prefix = rights.fresh("r") + "-";
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(Slapd.SUFFIX);
        config.addAdditionalBindCredentials(Slapd.READER, Slapd.PASSWORD);
        config.addInMemoryOperationInterceptor(ranges);
        config.setListenerConfigs(
                InMemoryListenerConfig.createLDAPConfig("here", InetAddress.getLoopbackAddress(), 0, null));
        server = new InMemoryDirectoryServer(config);
        server.add("dn: " + Slapd.SUFFIX, "objectClass: domain", "dc: example");
        for (String unit : List.of("people", "groups")) {
            server.add("dn: ou=" + unit + "," + Slapd.SUFFIX, "objectClass: organizationalUnit", "ou: " + unit);
        }
        List<String> members = new ArrayList<>();
        for (int i = 0; i < PEOPLE; i++) {
            String uid = uid(i);
            server.add(
                    "dn: " + Ldif.dn(uid),
                    "objectClass: inetOrgPerson",
                    "uid: " + uid,
                    "cn: " + uid,
                    "sn: " + uid,
                    "mail: " + uid + "@example.test");
            members.add(Ldif.dn(uid));
        }
        Entry group = new Entry(GROUP);
        group.addAttribute("objectClass", "groupOfNames");
        group.addAttribute("cn", "big");
        group.addAttribute("member", members);
        server.add(group);
        server.startListening();
    }

    @AfterEach
    void stop() {
        server.shutDown(true);
        sources.delete(Accounts.SYSTEM, source);
    }

    private String uid(int number) {
        return prefix + "%04d".formatted(number);
    }

    @Test
    void aTeamHasAllMembersOfItsGroupToTheLastRange() {
        sources.create(
                Accounts.SYSTEM,
                source,
                "ldap",
                Sources.json("""
                {'servers': ['ldap://localhost:%d'], 'encryption': 'none', 'bindDn': '%s', 'createAccounts': true,
                 'users': [{'base': 'ou=people,%s'}]}""".formatted(server.getListenPort(), Slapd.READER, Slapd.SUFFIX)),
                Slapd.PASSWORD);
        String org = rights.fresh("org");
        organizations.create(Accounts.SYSTEM, org, null);
        teams.create(Accounts.SYSTEM, org, "synced");
        jdbi.useHandle(handle -> handle.execute(
                """
                insert into team_sync (team_id, source_id, settings)
                select t.id, s.id, ?::jsonb from team t join account o on o.id = t.organization_id, identity_source s
                where o.name = ? and s.name = ?""",
                Sources.json("{'groupDn': '" + GROUP + "', 'memberAttribute': 'member'}")
                        .toString(),
                org,
                source));

        SyncRun run = sync.run("tester", source, false);

        assertThat(run.state()).isEqualTo("done");
        assertThat(ranges.given)
                .containsExactly("member;range=0-1499", "member;range=1500-2999", "member;range=3000-*");
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < PEOPLE; i++) {
            expected.add(uid(i));
        }
        assertThat(teams.members(org, "synced", null, PEOPLE + 1)).containsExactlyElementsOf(expected);
    }

    /** Cuts the values of a group into ranges. */
    private static final class Ranges extends InMemoryOperationInterceptor {
        private static final Pattern ASKED = Pattern.compile("member;range=(\\d+)-\\*");
        private static final String FROM = "from";

        final List<String> given = new CopyOnWriteArrayList<>();

        @Override
        public void processSearchRequest(InMemoryInterceptedSearchRequest request) {
            ReadOnlySearchRequest asked = request.getRequest();
            List<String> attributes = new ArrayList<>();
            for (String attribute : asked.getAttributeList()) {
                Matcher range = ASKED.matcher(attribute);
                attributes.add(range.matches() ? "member" : attribute);
                if (range.matches()) {
                    request.setProperty(FROM, Integer.valueOf(range.group(1)));
                }
            }
            SearchRequest plain = asked.duplicate();
            plain.setAttributes(attributes);
            request.setRequest(plain);
        }

        @Override
        public void processSearchEntry(InMemoryInterceptedSearchEntry result) {
            Entry whole = Objects.requireNonNull(result.getSearchEntry());
            String[] values = whole.getAttributeValues("member");
            if (values == null || values.length <= MOST_VALUES) {
                return;
            }
            int from = (Integer) Objects.requireNonNullElse(result.getProperty(FROM), 0);
            int to = Math.min(values.length, from + MOST_VALUES);
            String name = "member;range=" + from + "-" + (to == values.length ? "*" : Integer.toString(to - 1));
            given.add(name);
            Entry cut = whole.duplicate();
            cut.removeAttribute("member");
            cut.addAttribute(name, Arrays.copyOfRange(values, from, to));
            result.setSearchEntry(cut);
        }
    }
}
