package dev.portcullis.identity.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What a synchronization with a real OpenLDAP server does to the accounts here. */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
@EnabledIf("dev.portcullis.testing.Slapd#isInstalled")
class DirectorySyncTest {
    @Inject
    DirectorySync sync;

    @Inject
    SyncRuns runs;

    @Inject
    IdentitySources sources;

    @Inject
    Accounts accounts;

    @Inject
    Organizations organizations;

    @Inject
    Teams teams;

    @Inject
    Rights rights;

    @Inject
    Jdbi jdbi;

    private Slapd slapd;
    private String source;
    private String[] uid;

    /** Five people whose names no other test uses; the third one administrates. */
    @BeforeEach
    void directory() {
        source = rights.fresh("corp");
        String prefix = rights.fresh("p");
        uid = new String[] {prefix + "a", prefix + "b", prefix + "c", prefix + "d", prefix + "e"};
        StringBuilder ldif = new StringBuilder();
        for (String name : uid) {
            ldif.append(Ldif.person(name));
        }
        String inner = "cn=inner,ou=groups," + Slapd.SUFFIX;
        String outer = "cn=outer,ou=groups," + Slapd.SUFFIX;
        ldif.append(Ldif.group("outer", Ldif.dn(uid[0]), inner))
                .append(Ldif.group("inner", Ldif.dn(uid[1]), outer))
                .append(Ldif.group("admins", Ldif.dn(uid[2])));
        slapd = Slapd.start(ldif.toString(), false);
        // Somebody else administrates, so that the last one of the tests can be taken away.
        accounts.setAdministrator(Accounts.SYSTEM, rights.user("root").name(), true);
    }

    @AfterEach
    void stop() {
        slapd.close();
        sources.delete(Accounts.SYSTEM, source);
    }

    private void setUp(String more) {
        ObjectNode settings = Sources.plain(slapd, more);
        if (sources.inOrder().stream().anyMatch(known -> known.name().equals(source))) {
            sources.update(Accounts.SYSTEM, source, settings, null);
        } else {
            sources.create(Accounts.SYSTEM, source, "ldap", settings, Slapd.PASSWORD);
        }
    }

    private SyncRun run(boolean force) {
        return sync.run("tester", source, force);
    }

    private SyncRun done() {
        SyncRun run = run(false);
        assertThat(run.state()).as(() -> log(run).toString()).isEqualTo("done");
        return run;
    }

    private List<String> log(SyncRun run) {
        return sync.lines(source, run.id(), 0, 1000).stream()
                .map(SyncRun.Line::message)
                .toList();
    }

    private boolean active(String name) {
        return column("active", name);
    }

    private boolean column(String column, String name) {
        String sql = column.equals("active") ? "select active from account" : "select administrator from account";
        return jdbi.withHandle(handle -> handle.select(sql + " where name = ?", name)
                .mapTo(Boolean.class)
                .one());
    }

    private String team(String settings) {
        String org = rights.fresh("org");
        organizations.create(Accounts.SYSTEM, org, null);
        teams.create(Accounts.SYSTEM, org, "synced");
        jdbi.useHandle(handle -> handle.execute("""
                insert into team_sync (team_id, source_id, settings)
                select t.id, s.id, ?::jsonb from team t join account o on o.id = t.organization_id, identity_source s
                where o.name = ? and s.name = ?""", Sources.json(settings).toString(), org, source));
        return org;
    }

    private static final String EVERYONE = "{'createAccounts': true}";

    @Test
    void everyoneOfTheDirectoryGetsAnAccountAndThenNothingIsLeftToDo() {
        setUp(EVERYONE);
        assertThat(sync.preview(source).create())
                .extracting(SyncPlan.Creation::account)
                .containsExactly(uid);

        SyncRun run = done();

        assertThat(log(run)).contains("Created the account " + uid[0] + ".", "Done.");
        assertThat(run.counts().path("create").intValue()).isEqualTo(5);
        assertThat(sync.preview(source).isEmpty()).isTrue();
        long epoch = epoch();
        done();
        assertThat(epoch())
                .as("a synchronization that finds nothing changes nothing")
                .isEqualTo(epoch);
    }

    @Test
    void anAccountThatIsNotLinkedIsNeverTakenOver() {
        accounts.createUser(Accounts.SYSTEM, uid[0], Rights.PASSWORD, true);
        setUp(EVERYONE);

        SyncPlan plan = sync.preview(source);

        assertThat(plan.conflicts()).singleElement().satisfies(conflict -> {
            assertThat(conflict.login()).isEqualTo(uid[0]);
            assertThat(conflict.why()).contains("link it");
        });
        done();
        assertThat(sync.preview(source).create()).isEmpty();
        accounts.setAdministrator(Accounts.SYSTEM, uid[0], false);
    }

    @Test
    void whoIsGoneIsDeactivatedAndComesBack() {
        setUp("{'createAccounts': true, 'brakePercent': 40}");
        done();
        slapd.modify("dn: " + Ldif.dn(uid[0]) + "\nchangetype: moddn\nnewrdn: uid=" + uid[0]
                + "\ndeleteoldrdn: 0\nnewsuperior: ou=groups," + Slapd.SUFFIX + "\n");
        assertThat(sync.preview(source).deactivate())
                .extracting(SyncPlan.Departure::account)
                .containsExactly(uid[0]);

        done();
        assertThat(active(uid[0])).isFalse();
        assertThat(active(uid[1])).isTrue();

        slapd.modify("dn: uid=" + uid[0] + ",ou=groups," + Slapd.SUFFIX + "\nchangetype: moddn\nnewrdn: uid=" + uid[0]
                + "\ndeleteoldrdn: 0\nnewsuperior: ou=people," + Slapd.SUFFIX + "\n");
        done();
        assertThat(active(uid[0])).isTrue();
    }

    @Test
    void whomAnAdministratorDeactivatedStaysSo() {
        setUp(EVERYONE);
        done();
        accounts.setActive(Accounts.SYSTEM, uid[0], false);

        assertThat(sync.preview(source).isEmpty()).isTrue();
        done();
        assertThat(active(uid[0])).isFalse();
    }

    @Test
    void aSynchronizationsDeactivationThatAnAdministratorConfirmedStays() {
        setUp("{'createAccounts': true, 'brakePercent': 40}");
        done();
        setUp(
                "{'createAccounts': true, 'brakePercent': 40, 'users': [{'base': 'ou=people,%s', 'filter': '(!(uid=%s))'}]}"
                        .formatted(Slapd.SUFFIX, uid[0]));
        done();
        assertThat(active(uid[0])).isFalse();
        accounts.setActive(Accounts.SYSTEM, uid[0], false);
        setUp(EVERYONE);

        done();
        assertThat(active(uid[0])).isFalse();
    }

    @Test
    void aNewNameAtTheDirectoryIsTheSameAccount() {
        setUp(EVERYONE);
        done();
        String renamed = rights.fresh("renamed");
        slapd.modify("dn: " + Ldif.dn(uid[0]) + "\nchangetype: modrdn\nnewrdn: uid=" + renamed + "\ndeleteoldrdn: 1\n");

        SyncPlan plan = sync.preview(source);
        assertThat(plan.create()).isEmpty();
        assertThat(plan.deactivate()).isEmpty();
        assertThat(plan.change()).containsExactly(new SyncPlan.Change(uid[0], renamed, null, null));
        done();
        assertThat(sync.preview(source).isEmpty()).isTrue();
        assertThat(active(uid[0])).isTrue();
    }

    @Test
    void aMistypedFilterIsStoppedByTheBrake() {
        setUp(EVERYONE);
        done();
        String users = "'users': [{'base': 'ou=people,%s', 'filter': '%s'}]";
        setUp("{" + users.formatted(Slapd.SUFFIX, "(objectClass=inetOrgPersom)") + ", 'brakePercent': 100}");

        assertThat(sync.preview(source).brake()).contains("all 5");
        SyncRun stopped = run(false);
        assertThat(stopped.state()).isEqualTo("stopped");
        assertThat(log(stopped).getLast()).contains("override");
        assertThat(active(uid[0])).isTrue();

        setUp("{" + users.formatted(Slapd.SUFFIX, "(!(|(uid=" + uid[0] + ")(uid=" + uid[1] + ")))") + "}");
        assertThat(run(false).state()).as("2 of 5 are more than 20 %").isEqualTo("stopped");
        assertThat(run(true).state()).isEqualTo("done");
        assertThat(active(uid[0])).isFalse();
        assertThat(active(uid[2])).isTrue();
    }

    @Test
    void aBaseThatDoesNotExistIsAFailureAndNotAnEmptyDirectory() {
        setUp(EVERYONE);
        done();
        setUp("{'users': [{'base': 'ou=poeple,%s'}]}".formatted(Slapd.SUFFIX));

        SyncRun run = run(true);

        assertThat(run.state()).isEqualTo("failed");
        assertThat(log(run).getLast()).contains("no entry of that name", "Nothing was changed");
        assertThat(active(uid[0])).isTrue();
    }

    @Test
    void aDeadDirectoryDeactivatesNobody() {
        setUp(EVERYONE);
        done();
        slapd.kill();

        assertThat(run(true).state()).isEqualTo("failed");
        assertThat(active(uid[0])).isTrue();
    }

    @Test
    void administratorsAreThoseOfTheGroup() {
        String admins = ", 'administrators': {'groupDn': 'cn=%s,ou=groups," + Slapd.SUFFIX + "'}}";
        setUp("{'createAccounts': true" + admins.formatted("admins"));
        done();
        assertThat(column("administrator", uid[2])).isTrue();
        assertThat(column("administrator", uid[0])).isFalse();

        setUp("{'createAccounts': true" + admins.formatted("nonsense"));
        assertThat(run(false).state()).isEqualTo("stopped");
        assertThat(column("administrator", uid[2])).isTrue();

        setUp("{'createAccounts': true" + admins.formatted("outer"));
        done();
        assertThat(column("administrator", uid[2])).isFalse();
        assertThat(column("administrator", uid[1]))
                .as("through the inner group")
                .isTrue();
    }

    @Test
    void theLastActiveAdministratorStays() {
        setUp("{'createAccounts': true, 'administrators': {'groupDn': 'cn=admins,ou=groups,%s'}}"
                .formatted(Slapd.SUFFIX));
        done();
        jdbi.useHandle(handle ->
                handle.execute("update account set administrator = false where administrator and name <> ?", uid[2]));
        slapd.modify("dn: " + Ldif.dn(uid[2]) + "\nchangetype: delete\n");

        SyncRun run = run(true);

        assertThat(run.state()).isEqualTo("done");
        assertThat(log(run)).anyMatch(line -> line.contains("stays active") && line.contains(uid[2]));
        assertThat(active(uid[2])).isTrue();
        assertThat(column("administrator", uid[2])).isTrue();
    }

    @Test
    void teamsFollowTheirGroupsThroughOtherGroupsAndCycles() {
        setUp(EVERYONE);
        String nested =
                team("{'groupDn': 'cn=outer,ou=groups,%s', 'memberAttribute': 'member'}".formatted(Slapd.SUFFIX));
        String searched = team("{'base': 'ou=people,%s', 'filter': '(uid=%s)'}".formatted(Slapd.SUFFIX, uid[3]));
        assertThat(sync.preview(source).teams())
                .extracting(SyncPlan.TeamChange::add)
                .containsExactlyInAnyOrder(List.of(uid[0], uid[1]), List.of(uid[3]));

        done();
        assertThat(teams.members(nested, "synced", null, 10)).containsExactly(uid[0], uid[1]);
        assertThat(teams.members(searched, "synced", null, 10)).containsExactly(uid[3]);

        slapd.modify("dn: cn=inner,ou=groups," + Slapd.SUFFIX + "\nchangetype: modify\ndelete: member\nmember: "
                + Ldif.dn(uid[1]) + "\n");
        done();
        assertThat(teams.members(nested, "synced", null, 10)).containsExactly(uid[0]);

        slapd.modify("dn: cn=outer,ou=groups," + Slapd.SUFFIX + "\nchangetype: delete\n");
        assertThat(sync.preview(source).notes()).anyMatch(note -> note.contains("there is no group cn=outer"));
        done();
        assertThat(teams.members(nested, "synced", null, 10)).isEmpty();
    }

    @Test
    void oneRunAtATimeAndADeadOneIsTakenOver() {
        setUp(EVERYONE);
        long id = sources.byName(source).id();
        long running = runs.start(id, "another node").orElseThrow();
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> run(false)))
                .hasMessageContaining("running already");

        jdbi.useHandle(handle -> handle.execute(
                "update directory_sync set beat_at = now() - interval '2 minutes' where id = ?", running));
        done();
        assertThat(runs.get(id, running).state()).isEqualTo("failed");
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> runs.beat(running, "x", 0, 0)))
                .as("the dead one comes back")
                .isInstanceOf(SyncEnded.class);
    }

    @Test
    void aCancelledRunEnds() {
        setUp(EVERYONE);
        long id = sources.byName(source).id();
        long running = runs.start(id, "tester").orElseThrow();
        sync.cancel(source, running);

        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> runs.beat(running, "x", 0, 0)))
                .isInstanceOfSatisfying(
                        SyncEnded.class, ended -> assertThat(ended.state).isEqualTo("cancelled"));
        runs.end(running, "cancelled", "It was cancelled.");
        assertThat(sync.get(source, running).state()).isEqualTo("cancelled");
    }

    private long epoch() {
        return jdbi.withHandle(handle -> handle.select("select value from access_epoch")
                .mapTo(Long.class)
                .one());
    }
}
