package dev.portcullis.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.access.Accounts;
import dev.portcullis.access.Caller;
import dev.portcullis.access.Organizations;
import dev.portcullis.access.Rights;
import dev.portcullis.access.Teams;
import dev.portcullis.reference.RepositoryName;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A right that was taken away is felt within a second, by tokens and passwords that were good a moment ago. Every
 * change is made in the database behind this node's back, as another node would.
 */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class RevocationTest {
    @Inject
    Organizations organizations;

    @Inject
    Teams teams;

    @Inject
    Rights rights;

    private String org = "";
    private Caller.SignedIn user = new Caller.SignedIn(0, "");
    private RepositoryName web = new RepositoryName("none", "none");

    @BeforeEach
    void someoneWhoMayPush() {
        org = rights.fresh("revoke");
        user = rights.user("revoked");
        organizations.create(Accounts.SYSTEM, org, null);
        organizations.putMember(Accounts.SYSTEM, org, user.name(), false);
        teams.create(Accounts.SYSTEM, org, "devs");
        web = rights.repository(org, "web");
    }

    @Test
    void grantIsRemoved() {
        grantToUser();
        revoked(404, "delete from access_grant where account_id = ?", user.accountId());
    }

    @Test
    void grantIsLowered() {
        grantToUser();
        String token = Registry.token(user, scope());
        IntSupplier push = () ->
                Registry.bearer(token).post("/v2/" + web + "/blobs/uploads/").statusCode();
        assertThat(push.getAsInt()).isEqualTo(202);
        rights.elsewhere("update access_grant set level = 'read-only' where account_id = ?", user.accountId());
        Registry.within(push, 403);
    }

    @Test
    void membershipIsRemoved() {
        teams.addMember(Accounts.SYSTEM, org, "devs", user.name());
        rights.elsewhere(
                "insert into access_grant (subject, team_id, repository_id, repository_name, level)"
                        + " select 'team', t.id, r.id, r.name, 'read-write' from team t, repository r, account a"
                        + " where t.name = 'devs' and t.organization_id = a.id and a.name = ? and r.name = ?",
                org,
                web.toString());
        eventuallyGood();
        revoked(404, "delete from team_member where account_id = ?", user.accountId());
    }

    @Test
    void userIsDeactivated() {
        grantToUser();
        revoked(401, "update account set active = false where id = ?", user.accountId());
    }

    @Test
    void userIsDeleted() {
        grantToUser();
        revoked(401, "delete from account where id = ?", user.accountId());
    }

    @Test
    void passwordIsChanged() {
        grantToUser();
        revoked(
                401,
                "update account set password_hash = 'pbkdf2-sha512$1$AAAAAAAAAAAAAAAAAAAAAA==$' where id = ?",
                user.accountId());
    }

    @Test
    void repositoryIsDeletedAndMadeAgain() {
        grantToUser();
        String token = Registry.token(user, scope());
        assertThat(pull(token)).isEqualTo(200);
        rights.elsewhere("delete from repository where name = ?", web.toString());
        rights.repository(org, "web");
        grantToUser();
        Registry.within(() -> pull(token), 401);
        assertThat(pull(Registry.token(user, scope()))).isEqualTo(200);
    }

    private void grantToUser() {
        rights.elsewhere(
                "insert into access_grant (subject, account_id, repository_id, repository_name, level)"
                        + " select 'user', ?, id, name, 'read-write' from repository where name = ?",
                user.accountId(),
                web.toString());
        eventuallyGood();
    }

    private void eventuallyGood() {
        Registry.within(() -> Registry.as(user).get("/v2/" + web + "/tags/list").statusCode(), 200);
    }

    private void revoked(int status, String sql, Object... arguments) {
        String token = Registry.token(user, scope());
        assertThat(pull(token)).isEqualTo(200);
        assertThat(Registry.as(user).get("/v2/" + web + "/tags/list").statusCode())
                .isEqualTo(200);
        rights.elsewhere(sql, arguments);
        Registry.within(() -> pull(token), status);
        assertThat(Registry.as(user).get("/v2/" + web + "/tags/list").statusCode())
                .isEqualTo(status);
    }

    private int pull(String token) {
        return Registry.bearer(token).get("/v2/" + web + "/tags/list").statusCode();
    }

    private String scope() {
        return "repository:" + web + ":pull,push";
    }
}
