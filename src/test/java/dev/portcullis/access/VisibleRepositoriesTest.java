package dev.portcullis.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.reference.RepositoryName;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** Pages hold what AccessControl allows to be pulled, all of it and nothing else, and cost the same everywhere. */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class VisibleRepositoriesTest {
    private static final int REPOSITORIES = 30_000;

    @Inject
    VisibleRepositories visible;

    @Inject
    AccessControl control;

    @Inject
    Organizations organizations;

    @Inject
    Teams teams;

    @Inject
    Grants grants;

    @Inject
    Rights rights;

    @Inject
    Jdbi jdbi;

    @Test
    void everyWalkGivesWhatIsAllowedInByteOrder() {
        Random random = new Random(7);
        Caller.SignedIn user = rights.user("walker");
        String base = rights.fresh("walk");
        List<String> all = new ArrayList<>();
        for (String suffix : List.of("", "-b", ".c", "0", "a")) {
            String org = base + suffix;
            organizations.create(Accounts.SYSTEM, org, random.nextBoolean() ? user.name() : null);
            teams.create(Accounts.SYSTEM, org, "t");
            organizations.putMember(
                    Accounts.SYSTEM,
                    org,
                    user.name(),
                    !organizations.members(org, null, 1).isEmpty());
            teams.addMember(Accounts.SYSTEM, org, "t", user.name());
            for (String path : List.of("a", "a-b", "a/b", "a.b", "aa", "z")) {
                RepositoryName name = rights.repository(org, path);
                all.add(name.toString());
                Grant.Subject subject = switch (random.nextInt(4)) {
                    case 0 -> new Grant.Subject.Everyone();
                    case 1 -> new Grant.Subject.User(user.name());
                    case 2 -> new Grant.Subject.Team(org, "t");
                    default -> null;
                };
                if (subject != null) {
                    grants.grant(
                            Accounts.SYSTEM, new Grant(subject, new Grant.Target.Repository(name), Level.READ_ONLY));
                }
            }
        }
        for (Caller caller : List.of(user, new Caller.Anonymous())) {
            List<String> expected = all.stream()
                    .filter(name ->
                            control.decide(caller, RepositoryName.parse(name)).allows(Action.PULL))
                    .sorted()
                    .toList();
            for (int n = 1; n <= 7; n++) {
                List<String> walked = walk(caller, n).stream()
                        .filter(name -> name.startsWith(base))
                        .toList();
                assertThat(walked).as("%s by %d", caller, n).isEqualTo(expected);
            }
        }
    }

    @Test
    void pagesOfABigTableAreReadFromIndexes() {
        String org = rights.fresh("big");
        organizations.create(Accounts.SYSTEM, org, null);
        Caller.SignedIn few = rights.user("few");
        Caller.SignedIn many = rights.user("many");
        jdbi.useHandle(h -> {
            h.execute(
                    "insert into repository (namespace_id, name) select a.id, a.name || '/r' || lpad(cast(i as text), 6, '0')"
                            + " from account a, generate_series(1, ?) i where a.name = ?",
                    REPOSITORIES,
                    org);
            h.execute(
                    "insert into access_grant (subject, account_id, repository_id, repository_name, level)"
                            + " select 'user', ?, id, name, 'read-only' from repository where name like ? and id % 100 = 0",
                    few.accountId(), org + "/%");
            h.execute(
                    "insert into access_grant (subject, account_id, repository_id, repository_name, level)"
                            + " select 'user', ?, id, name, 'read-only' from repository where name like ?",
                    many.accountId(),
                    org + "/%");
            h.execute("analyze");
        });
        for (String sql : VisibleRepositories.STATEMENTS) {
            assertThat(String.join("\n", plan(sql, few.accountId(), org + "/r015000")))
                    .doesNotContain("Seq Scan on repository")
                    .doesNotContain("Seq Scan on access_grant");
        }
        assertThat(walk(few, 100))
                .filteredOn(name -> name.startsWith(org + "/"))
                .hasSize(REPOSITORIES / 100);
    }

    private List<String> plan(String sql, long me, String last) {
        return jdbi.withHandle(h -> {
            var query = h.createQuery("explain " + sql);
            if (sql.contains(":me")) {
                query.bind("me", me);
            }
            if (sql.contains(":last")) {
                query.bind("last", last).bind("limit", 101);
            }
            if (sql.contains(":stems")) {
                query.bindArray("stems", String.class, "a/", "b/").bindArray("ends", String.class, "a0", "b0");
            }
            return query.mapTo(String.class).list();
        });
    }

    private List<String> walk(Caller caller, int n) {
        List<String> walked = new ArrayList<>();
        String last = "";
        while (true) {
            List<String> page = visible.page(caller, last, n);
            walked.addAll(page);
            if (page.size() < n) {
                return walked;
            }
            last = page.getLast();
        }
    }
}
