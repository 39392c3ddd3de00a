package dev.portcullis.identity.ldap;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.access.Accounts;
import dev.portcullis.access.Organizations;
import dev.portcullis.access.Rights;
import dev.portcullis.access.Teams;
import dev.portcullis.identity.IdentitySource;
import dev.portcullis.identity.IdentitySources;
import dev.portcullis.identity.SignInOutcome;
import dev.portcullis.identity.TeamSyncs;
import dev.portcullis.testing.ActiveDirectory;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Objects;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** People of a real Active Directory domain. */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
@EnabledIf("dev.portcullis.testing.ActiveDirectory#canRun")
class ActiveDirectoryTest {
    private static final String USERS = "CN=Users," + ActiveDirectory.SUFFIX;
    private static ActiveDirectory directory;

    @Inject
    LdapSignIn signIn;

    @Inject
    DirectorySync sync;

    @Inject
    DirectoryTrial trial;

    @Inject
    IdentitySources sources;

    @Inject
    TeamSyncs teamSyncs;

    @Inject
    Organizations organizations;

    @Inject
    Teams teams;

    @Inject
    Accounts accounts;

    @Inject
    Rights rights;

    @Inject
    Jdbi jdbi;

    private String source = "";

    @BeforeAll
    static void domain() {
        directory = ActiveDirectory.start();
        StringBuilder ldif = new StringBuilder();
        for (String name : List.of("ana", "ben", "cleo", "dora", "before", "disabled")) {
            ldif.append(ActiveDirectory.person(name));
        }
        ldif.append(ActiveDirectory.person("expired", "accountExpires: 130000000000000000\n"))
                .append(ActiveDirectory.set("disabled", "userAccountControl", "514"))
                .append(ActiveDirectory.group("inner", "ana"))
                .append(ActiveDirectory.group("outer", "inner", "ben"))
                .append("dn: CN=inner," + USERS + "\nchangetype: modify\nadd: member\nmember: CN=outer," + USERS
                        + "\n\n")
                .append(ActiveDirectory.group("primary", "cleo"));
        directory.modify(ldif.toString());
        directory.modify(ActiveDirectory.set("cleo", "primaryGroupID", rid("primary")));
    }

    /** The last part of a group's SID. */
    private static String rid(String group) {
        IdentitySource source = Sources.of(settings("{}"), ActiveDirectory.PASSWORD);
        try (Directory opened = Directories.open(source).getFirst()) {
            byte[] sid = Objects.requireNonNull(
                    opened.ask(pool -> Objects.requireNonNull(pool.getEntry("CN=" + group + "," + USERS, "objectSid")))
                            .getAttributeValueBytes("objectSid"));
            return Integer.toString(java.nio.ByteBuffer.wrap(sid)
                    .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                    .getInt(sid.length - 4));
        } catch (DirectoryUnavailable e) {
            throw new IllegalStateException(e);
        }
    }

    private static void rename(String name, String to) {
        directory.modify(ActiveDirectory.set(name, "sAMAccountName", to)
                + ActiveDirectory.set(name, "userPrincipalName", to + "@" + ActiveDirectory.DOMAIN)
                + "dn: CN=" + name + "," + USERS + "\nchangetype: modrdn\nnewrdn: CN=" + to + "\ndeleteoldrdn: 1\n\n");
    }

    @AfterAll
    static void stop() {
        directory.close();
    }

    @BeforeEach
    void nobodyIsKnown() {
        source = rights.fresh("ad");
        accounts.setAdministrator(Accounts.SYSTEM, rights.user("root").name(), true);
    }

    @AfterEach
    void forget() {
        jdbi.useHandle(handle -> handle.execute("""
                delete from account where id in (select account_id from identity
                    where source_id = (select id from identity_source where name = ?))""", source));
        sources.delete(Accounts.SYSTEM, source);
    }

    private static ObjectNode settings(String more) {
        ObjectNode settings =
                Sources.json("""
                {'vendor': 'activeDirectory', 'servers': ['%s'], 'bindDn': 'Administrator@%s', 'brakePercent': 100,
                 'users': [{'base': '%s', 'filter': '(&(objectClass=user)(sn=Example))'}]}""".formatted(directory.url(), ActiveDirectory.DOMAIN, ActiveDirectory.SUFFIX));
        settings.put("caCertificates", directory.caCertificate());
        settings.setAll(Sources.json(more));
        return settings;
    }

    private void setUp(String more) {
        sources.create(Accounts.SYSTEM, source, "ldap", settings(more), ActiveDirectory.PASSWORD);
    }

    private SignInOutcome ask(String login, String password) {
        return signIn.signIn(sources.byName(source), login, password);
    }

    private int token(String login) {
        return given().auth()
                .preemptive()
                .basic(login, ActiveDirectory.PASSWORD)
                .get("/auth/token")
                .statusCode();
    }

    @Test
    void peopleSignInByShortNameAndByPrincipalNameWithOneAccount() {
        setUp("{}");

        assertThat(ask("ana", ActiveDirectory.PASSWORD))
                .isEqualTo(ask("ana@" + ActiveDirectory.DOMAIN, ActiveDirectory.PASSWORD))
                .isInstanceOf(SignInOutcome.Proved.class);
        assertThat(ask("ana", "wrong")).isInstanceOf(SignInOutcome.Refused.class);
        assertThat(ask("nobody", ActiveDirectory.PASSWORD)).isEqualTo(new SignInOutcome.Unknown());
        assertThat(token("ana")).isEqualTo(200);
        assertThat(token("ana@" + ActiveDirectory.DOMAIN)).isEqualTo(200);
        assertThat(trial.testLogin(source, "ana", ActiveDirectory.PASSWORD).account())
                .isEqualTo("ana");
    }

    @Test
    void theCertificateMustBeOfTheCaThatIsSet() {
        ObjectNode settings = settings("{}");
        settings.remove("caCertificates");
        sources.create(Accounts.SYSTEM, source, "ldap", settings, ActiveDirectory.PASSWORD);

        assertThat(ask("ana", ActiveDirectory.PASSWORD)).isInstanceOf(SignInOutcome.Unavailable.class);
        assertThat(trial.test(source).checks())
                .singleElement()
                .satisfies(check -> assertThat(check.message()).contains("caCertificates"));
    }

    @Test
    void disabledAndExpiredAccountsAreRefused() {
        setUp("{}");

        assertThat(ask("disabled", ActiveDirectory.PASSWORD))
                .isEqualTo(new SignInOutcome.Refused("the account is disabled at the directory"));
        assertThat(ask("expired", ActiveDirectory.PASSWORD))
                .isEqualTo(new SignInOutcome.Refused("the account has expired at the directory"));
        assertThat(token("disabled")).isEqualTo(401);
    }

    @Test
    void aDirectBindNeedsNoReader() {
        setUp("{'bindDn': null, 'directBind': '{login}@%s'}".formatted(ActiveDirectory.DOMAIN));

        assertThat(ask("ben", ActiveDirectory.PASSWORD)).isInstanceOf(SignInOutcome.Proved.class);
        assertThat(ask("ben", "wrong")).isEqualTo(new SignInOutcome.Unknown());
        assertThat(ask("disabled", ActiveDirectory.PASSWORD)).isInstanceOf(SignInOutcome.Refused.class);
    }

    @Test
    void teamsTakeNestedGroupsAndThePrimaryGroup() {
        setUp("{'createAccounts': true}");
        String nested = team("outer");
        String primary = team("primary");
        String everyone = team("Domain Users");

        SyncRun run = sync.run("tester", source, true);

        assertThat(run.state()).isEqualTo("done");
        assertThat(teams.members(nested, "synced", null, 10)).containsExactly("ana", "ben");
        assertThat(teams.members(primary, "synced", null, 10)).containsExactly("cleo");
        assertThat(teams.members(everyone, "synced", null, 10))
                .as("the primary group of all the others")
                .contains("ana", "ben", "dora")
                .doesNotContain("disabled");
    }

    @Test
    void onlyMembersOfTheGroupAreLetIn() {
        setUp("{'users': [{'base': '%s', 'matchGroupMembers': {'groupDn': 'CN=outer,%s'}}]}"
                .formatted(ActiveDirectory.SUFFIX, USERS));

        assertThat(ask("ana", ActiveDirectory.PASSWORD)).isInstanceOf(SignInOutcome.Proved.class);
        assertThat(ask("dora", ActiveDirectory.PASSWORD)).isEqualTo(new SignInOutcome.Unknown());
    }

    @Test
    void anAccountSurvivesANewNameAtTheDomain() {
        setUp("{'createAccounts': true}");
        assertThat(sync.run("tester", source, true).state()).isEqualTo("done");
        rename("before", "after");

        SyncPlan plan = sync.preview(source);
        assertThat(plan.change()).extracting(SyncPlan.Change::login).contains("after");
        assertThat(plan.create()).isEmpty();
        assertThat(plan.deactivate()).isEmpty();
        assertThat(sync.run("tester", source, false).state()).isEqualTo("done");
        assertThat(trial.testLogin(source, "after", ActiveDirectory.PASSWORD).account())
                .isEqualTo("before");
        rename("after", "before");
    }

    @Test
    void whomTheDomainDisablesIsOutWithinASecondAfterTheSynchronization() throws InterruptedException {
        setUp("{'createAccounts': true}");
        sync.run("tester", source, true);
        String token = given().auth()
                .preemptive()
                .basic("dora", ActiveDirectory.PASSWORD)
                .get("/auth/token")
                .path("token");
        assertThat(catalog(token)).isEqualTo(200);
        directory.modify(ActiveDirectory.set("dora", "userAccountControl", "514"));
        try {
            sync.run("tester", source, false);
            Thread.sleep(1000);
            assertThat(catalog(token)).isEqualTo(401);
        } finally {
            directory.modify(ActiveDirectory.set("dora", "userAccountControl", "512"));
        }
    }

    private static int catalog(String token) {
        return given().header("Authorization", "Bearer " + token).get("/v2/").statusCode();
    }

    private String team(String group) {
        String org = rights.fresh("adorg");
        organizations.create(Accounts.SYSTEM, org, null);
        teams.create(Accounts.SYSTEM, org, "synced");
        teamSyncs.put(
                Accounts.SYSTEM,
                org,
                "synced",
                source,
                Sources.json("{'groupDn': 'CN=%s,%s'}".formatted(group, USERS)));
        return org;
    }
}
