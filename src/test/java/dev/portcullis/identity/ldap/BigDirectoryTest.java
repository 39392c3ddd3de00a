package dev.portcullis.identity.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.access.Accounts;
import dev.portcullis.access.Organizations;
import dev.portcullis.access.Teams;
import dev.portcullis.identity.IdentitySources;
import dev.portcullis.testing.PostgresTestResource;
import dev.portcullis.testing.Slapd;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** A directory of 10,000 people, with a group of 2,000 and one of everybody. */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
@EnabledIf("dev.portcullis.testing.Slapd#isInstalled")
class BigDirectoryTest {
    private static final int PEOPLE = 10_000;

    @Inject
    DirectorySync sync;

    @Inject
    IdentitySources sources;

    @Inject
    Organizations organizations;

    @Inject
    Teams teams;

    @Inject
    Jdbi jdbi;

    @Test
    void isReadInPagesAndAfterwardsOnlyWhatChangedIsWritten() {
        try (Slapd slapd = Slapd.start(people(), false)) {
            sources.create(
                    Accounts.SYSTEM, "big", "ldap", Sources.plain(slapd, "{'createAccounts': true}"), Slapd.PASSWORD);
            organizations.create(Accounts.SYSTEM, "bigorg", null);
            team("two-thousand");
            team("everybody");

            SyncRun first = sync.run("tester", "big", false);

            assertThat(first.state()).isEqualTo("done");
            assertThat(Duration.between(first.startedAt(), first.endedAt())).isLessThan(Duration.ofSeconds(60));
            assertThat(count("select count(*) from identity i join identity_source s on s.id = i.source_id"
                            + " where s.name = 'big'"))
                    .isEqualTo(PEOPLE);
            assertThat(members("two-thousand")).isEqualTo(2_000);
            assertThat(members("everybody"))
                    .as("the group of 2,000 is in it too")
                    .isEqualTo(PEOPLE);
            long searches = slapd.log()
                    .lines()
                    .filter(line -> line.contains(" SRCH base="))
                    .count();
            assertThat(searches)
                    .as("pages of people and groups, none for each person")
                    .isLessThan(100);

            slapd.modify("dn: " + uid(7) + "\nchangetype: delete\n\ndn: " + uid(8)
                    + "\nchangetype: modify\nreplace: cn\ncn: Another Name\n");
            long before = count("select value from access_epoch");
            SyncRun second = sync.run("tester", "big", false);

            assertThat(second.state()).isEqualTo("done");
            assertThat(second.counts().path("change").intValue()).isEqualTo(1);
            assertThat(second.counts().path("deactivate").intValue()).isEqualTo(1);
            assertThat(count("select value from access_epoch") - before)
                    .as("statements that changed rights")
                    .isLessThan(10);
        }
    }

    /** Other tests share the database, and would ask a directory that is gone. */
    @AfterEach
    void forget() {
        sources.delete(Accounts.SYSTEM, "big");
        jdbi.useHandle(handle -> handle.execute("delete from account where name ~ '^user[0-9]{5}$'"));
    }

    private static String people() {
        StringBuilder ldif = new StringBuilder();
        for (int i = 0; i < PEOPLE; i++) {
            ldif.append(Ldif.person("user%05d".formatted(i)));
        }
        ldif.append(Ldif.group(
                "two-thousand",
                IntStream.range(0, 2_000).mapToObj(BigDirectoryTest::uid).toArray(String[]::new)));
        String[] others = IntStream.range(1_999, PEOPLE + 1)
                .mapToObj(BigDirectoryTest::uid)
                .toArray(String[]::new);
        others[0] = "cn=two-thousand,ou=groups," + Slapd.SUFFIX;
        return ldif.append(Ldif.group("everybody", others)).toString();
    }

    private static String uid(int number) {
        return Ldif.dn("user%05d".formatted(number));
    }

    private void team(String name) {
        teams.create(Accounts.SYSTEM, "bigorg", name);
        jdbi.useHandle(handle -> handle.execute(
                """
                insert into team_sync (team_id, source_id, settings)
                select t.id, s.id, ?::jsonb from team t, identity_source s where t.name = ? and s.name = 'big'""",
                Sources.json("{'groupDn': 'cn=%s,ou=groups,%s'}".formatted(name, Slapd.SUFFIX))
                        .toString(),
                name));
    }

    private long members(String team) {
        return count(
                "select count(*) from team_member m join team t on t.id = m.team_id where t.name = '" + team + "'");
    }

    private long count(String sql) {
        return jdbi.withHandle(handle -> handle.select(sql).mapTo(Long.class).one());
    }
}
