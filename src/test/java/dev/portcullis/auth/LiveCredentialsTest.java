package dev.portcullis.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.access.Account;
import dev.portcullis.access.Accounts;
import dev.portcullis.access.LiveAccounts;
import dev.portcullis.access.Organizations;
import dev.portcullis.access.Rights;
import dev.portcullis.access.Robots;
import dev.portcullis.database.Epochs;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** What ends by itself ends on time, though nothing in the database changes then. */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class LiveCredentialsTest {
    private static final String ADDRESS = "127.0.0.1";

    @Inject
    LiveCredentials credentials;

    @Inject
    LiveAccounts accounts;

    @Inject
    Organizations organizations;

    @Inject
    Robots robots;

    @Inject
    Rights rights;

    @Inject
    Epochs epochs;

    @Inject
    Jdbi jdbi;

    @Test
    void trustEndsWithItsRobotThoughItIsRemembered() throws InterruptedException {
        String org = rights.fresh("ends");
        organizations.create(Accounts.SYSTEM, org, null);
        Instant end = Instant.now().plusSeconds(2);
        String robot = org + "+ci";
        robots.create(Accounts.SYSTEM, robot, "", List.of(new Robots.Permission(org + "/*", List.of("pull"))), end);
        long id = jdbi.withHandle(h -> h.select("select id from account where name = ?", robot)
                .mapTo(Long.class)
                .one());
        long trust = jdbi.withHandle(
                h -> h.select("""
                        with issuer as (insert into workload_issuer (name, issuer) values (?, ?) returning id)
                        insert into robot_trust (account_id, issuer_id, audience, claims, created_by)
                        select ?, id, 'x', '{}', 'test' from issuer returning id""", org, "https://" + org, id).mapTo(Long.class).one());
        epochs.ask();
        Account account = Objects.requireNonNull(accounts.find(id));
        String claim = Credential.TRUST + trust;

        assertThat(credentials.find(account, claim, ADDRESS)).isNotNull();
        while (Instant.now().isBefore(end)) {
            Thread.sleep(100);
        }
        assertThat(credentials.find(account, claim, ADDRESS)).isNull();
    }
}
