package dev.portcullis.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.database.Epochs;
import dev.portcullis.error.RegistryException;
import dev.portcullis.reference.RepositoryName;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.EnumSet;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The table of permissions, row by row. */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class AccessControlTest {
    private static final String BY = Accounts.SYSTEM;
    private static final Set<Action> NOTHING = Set.of();
    private static final Set<Action> READ = Level.READ_ONLY.actions();
    private static final Set<Action> WRITE = Level.READ_WRITE.actions();
    private static final Set<Action> ALL = EnumSet.allOf(Action.class);
    private static final Caller NOBODY = new Caller.Anonymous();

    @Inject
    AccessControl control;

    @Inject
    Accounts accounts;

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

    @Inject
    Epochs epochs;

    private String org = "";
    private Caller.SignedIn user = new Caller.SignedIn(0, "");
    private RepositoryName web = new RepositoryName("none", "none");

    @BeforeEach
    void anOrganizationWithARepository() {
        org = rights.fresh("org");
        organizations.create(BY, org, null);
        user = rights.user("user");
        web = rights.repository(org, "web");
    }

    @Test
    void nothingIsGivenByDefault() {
        assertThat(allowed(NOBODY, web)).isEqualTo(NOTHING);
        assertThat(allowed(user, web)).isEqualTo(NOTHING);
    }

    @Test
    void grantsOnRepositoryGiveTheirLevelThereOnly() {
        RepositoryName other = rights.repository(org, "other");
        for (Level level : Level.values()) {
            grants.grant(BY, new Grant(me(), new Grant.Target.Repository(web), level));
            assertThat(allowed(user, web)).isEqualTo(level.actions());
        }
        assertThat(allowed(user, other)).isEqualTo(NOTHING);
        assertThat(allowed(user, new RepositoryName(org, "missing"))).isEqualTo(NOTHING);
    }

    @Test
    void grantsAddUpAndTheHighestWins() {
        organizations.putMember(BY, org, user.name(), false);
        teams.create(BY, org, "devs");
        teams.addMember(BY, org, "devs", user.name());
        grants.grant(BY, new Grant(me(), new Grant.Target.Repository(web), Level.READ_ONLY));
        grants.grant(BY, new Grant(devs(), new Grant.Target.Namespace(org), Level.READ_WRITE));
        assertThat(allowed(user, web)).isEqualTo(WRITE);
        grants.revoke(BY, devs(), new Grant.Target.Namespace(org));
        assertThat(allowed(user, web)).isEqualTo(READ);
        organizations.removeMember(BY, org, user.name());
        grants.revoke(BY, me(), new Grant.Target.Repository(web));
        assertThat(allowed(user, web)).isEqualTo(NOTHING);
    }

    @Test
    void aPushCreatesNoRepositoryWhereThatIsTurnedOff() {
        organizations.putMember(BY, org, user.name(), true);
        AccessControl strict = new AccessControl(
                jdbi, epochs, () -> new dev.portcullis.settings.GeneralSettings("", false, true, false, ""));

        assertThat(strict.decide(user, new RepositoryName(org, "new")).allows(Action.PUSH))
                .isFalse();
        assertThat(strict.decide(user, web).allows(Action.PUSH)).isTrue();
        assertThat(control.decide(user, new RepositoryName(org, "new")).allows(Action.PUSH))
                .isTrue();
    }

    @Test
    void publicRepositoriesArePulledByAnyone() {
        grants.setPublic(BY, web, true);
        assertThat(allowed(NOBODY, web)).isEqualTo(READ);
        assertThat(allowed(user, web)).isEqualTo(READ);
        grants.setPublic(BY, web, false);
        assertThat(allowed(NOBODY, web)).isEqualTo(NOTHING);
    }

    @Test
    void ownersManageTheOrganizationMembersDoNot() {
        organizations.putMember(BY, org, user.name(), false);
        assertThat(allowed(user, web)).isEqualTo(NOTHING);
        organizations.putMember(BY, org, user.name(), true);
        assertThat(allowed(user, web)).isEqualTo(ALL);
        assertThat(allowed(user, new RepositoryName(org, "new"))).isEqualTo(ALL);
        Caller.SignedIn other = rights.user("owner");
        organizations.putMember(BY, org, other.name(), true);
        organizations.putMember(BY, org, user.name(), false);
        assertThat(allowed(user, web)).isEqualTo(NOTHING);
        assertThatThrownBy(() -> organizations.putMember(BY, org, other.name(), false))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("last owner");
        assertThatThrownBy(() -> organizations.removeMember(BY, org, other.name()))
                .isInstanceOf(RegistryException.class);
        assertThatThrownBy(() -> accounts.delete(BY, other.name())).isInstanceOf(RegistryException.class);
    }

    @Test
    void onlyAdminOnTheNamespaceCreates() {
        RepositoryName missing = new RepositoryName(org, "new");
        grants.grant(BY, new Grant(me(), new Grant.Target.Namespace(org), Level.READ_WRITE));
        assertThat(allowed(user, web)).isEqualTo(WRITE);
        assertThat(allowed(user, missing)).isEqualTo(NOTHING);
        grants.grant(BY, new Grant(me(), new Grant.Target.Namespace(org), Level.ADMIN));
        assertThat(allowed(user, missing)).isEqualTo(ALL);
        assertThat(allowed(NOBODY, missing)).isEqualTo(NOTHING);
    }

    @Test
    void ownNamespaceIsOnesOwnAndNobodyElseChangesIt() {
        RepositoryName mine = rights.repository(user.name(), "mine");
        Caller.SignedIn other = rights.user("other");
        assertThat(allowed(user, mine)).isEqualTo(ALL);
        assertThat(allowed(user, new RepositoryName(user.name(), "new"))).isEqualTo(ALL);
        assertThat(allowed(other, mine)).isEqualTo(NOTHING);
        Grant.Subject him = new Grant.Subject.User(other.name());
        grants.grant(BY, new Grant(him, new Grant.Target.Repository(mine), Level.READ_ONLY));
        assertThat(allowed(other, mine)).isEqualTo(READ);
        assertThatThrownBy(() -> grants.grant(BY, new Grant(him, new Grant.Target.Repository(mine), Level.ADMIN)))
                .isInstanceOf(RegistryException.class);
        rights.elsewhere("update access_grant set level = 'admin' where account_id = ?", other.accountId());
        assertThat(eventually(other, mine, READ)).isEqualTo(READ);
    }

    @Test
    void administratorsDoEverything() {
        accounts.setAdministrator(BY, user.name(), true);
        assertThat(allowed(user, web)).isEqualTo(ALL);
        assertThat(allowed(user, new RepositoryName(org, "new"))).isEqualTo(ALL);
        assertThat(allowed(user, new RepositoryName(rights.fresh("nobody"), "x")))
                .isEqualTo(ALL);
    }

    @Test
    void lastAdministratorStays() {
        rights.elsewhere("update account set administrator = false");
        accounts.setAdministrator(BY, user.name(), true);
        assertThatThrownBy(() -> accounts.setAdministrator(BY, user.name(), false))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("last active administrator");
        assertThatThrownBy(() -> accounts.setActive(BY, user.name(), false)).isInstanceOf(RegistryException.class);
        assertThatThrownBy(() -> accounts.delete(BY, user.name())).isInstanceOf(RegistryException.class);
        accounts.setAdministrator(BY, rights.user("second").name(), true);
        accounts.setAdministrator(BY, user.name(), false);
        assertThat(allowed(user, web)).isEqualTo(NOTHING);
    }

    @Test
    void whoIsNotActiveMayDoNothing() {
        grants.setPublic(BY, web, true);
        RepositoryName mine = rights.repository(user.name(), "mine");
        accounts.setActive(BY, user.name(), false);
        assertThat(allowed(user, mine)).isEqualTo(NOTHING);
        assertThat(allowed(user, web)).isEqualTo(NOTHING);
        accounts.setActive(BY, user.name(), true);
        assertThat(allowed(user, mine)).isEqualTo(ALL);
    }

    @Test
    void changesOfAnotherNodeAreFeltWithinASecond() {
        grants.grant(BY, new Grant(me(), new Grant.Target.Repository(web), Level.READ_WRITE));
        assertThat(allowed(user, web)).isEqualTo(WRITE);
        rights.elsewhere("delete from access_grant where account_id = ?", user.accountId());
        long began = System.nanoTime();
        assertThat(eventually(user, web, NOTHING)).isEqualTo(NOTHING);
        assertThat(System.nanoTime() - began).isLessThan(1_000_000_000L);
    }

    @Test
    void repositoryThatWasJustCreatedIsSeenAtOnce() {
        RepositoryName fresh = new RepositoryName(user.name(), "fresh");
        assertThat(control.decide(user, fresh).id()).isNull();
        rights.repository(user.name(), "fresh");
        assertThat(control.decide(user, fresh).id()).isNotNull();
    }

    private Grant.Subject me() {
        return new Grant.Subject.User(user.name());
    }

    private Grant.Subject devs() {
        return new Grant.Subject.Team(org, "devs");
    }

    private Set<Action> allowed(Caller caller, RepositoryName name) {
        return control.decide(caller, name).allowed();
    }

    private Set<Action> eventually(Caller caller, RepositoryName name, Set<Action> wanted) {
        long end = System.nanoTime() + 2_000_000_000L;
        Set<Action> now = allowed(caller, name);
        while (!now.equals(wanted) && System.nanoTime() < end) {
            now = allowed(caller, name);
        }
        return now;
    }
}
