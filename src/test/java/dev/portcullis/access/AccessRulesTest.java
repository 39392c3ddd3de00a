package dev.portcullis.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.error.RegistryException;
import dev.portcullis.reference.RepositoryName;
import dev.portcullis.repository.Repositories;
import dev.portcullis.repository.RepositoryRegister;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Roles, prefixes, auditors, creator teams, new names; and that an explanation is the decision. */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class AccessRulesTest {
    private static final String BY = Accounts.SYSTEM;

    @Inject
    AccessControl control;

    @Inject
    VisibleRepositories visible;

    @Inject
    Accounts accounts;

    @Inject
    AccountLifecycle lifecycle;

    @Inject
    Organizations organizations;

    @Inject
    Teams teams;

    @Inject
    Grants grants;

    @Inject
    DefaultGrants defaults;

    @Inject
    Roles roles;

    @Inject
    Robots robots;

    @Inject
    Repositories repositories;

    @Inject
    RepositoryRegister register;

    @Inject
    Rights rights;

    private String org = "";
    private Caller.SignedIn ana = new Caller.SignedIn(0, "");
    private RepositoryName web = new RepositoryName("none", "none");

    @BeforeEach
    void organizationWithAMember() {
        org = rights.fresh("rules");
        ana = rights.user("ana");
        organizations.create(BY, org, null);
        organizations.putMember(BY, org, ana.name(), false);
        teams.create(BY, org, "devs");
        teams.addMember(BY, org, "devs", ana.name());
        web = rights.repository(org, "web/front");
    }

    @Test
    void rolesRowsAreTheLevelsOfTheProgram() {
        for (Level level : Level.values()) {
            Roles.Role role = roles.list(null, 100).stream()
                    .filter(one -> one.name().equals(level.wireName()))
                    .findFirst()
                    .orElseThrow();
            assertThat(Action.parse(role.permissions())).isEqualTo(level.actions());
        }
    }

    @Test
    void roleGivesItsPermissionsAndAChangeOfItIsFelt() {
        String role = rights.fresh("publisher");
        roles.put(BY, role, "", List.of("push"));
        grants.grant(BY, new Grant(user(ana), new Grant.Target.Repository(web), role));
        assertThat(allowed(web)).isEqualTo(Set.of(Action.VIEW, Action.PULL, Action.PUSH));
        roles.put(BY, role, "", List.of("delete"));
        assertThat(allowed(web)).isEqualTo(Set.of(Action.VIEW, Action.PULL, Action.DELETE));
        assertThatThrownBy(() -> roles.delete(BY, role)).isInstanceOf(RegistryException.class);
        assertThatThrownBy(() -> roles.put(BY, "admin", "", List.of())).isInstanceOf(RegistryException.class);
        assertThatThrownBy(() -> roles.put(BY, role, "", List.of("everything")))
                .hasMessageContaining("There is no permission everything");
    }

    @Test
    void grantOnAPrefixHoldsBelowItAndNowhereElse() {
        RepositoryName back = rights.repository(org, "web/back/api");
        RepositoryName beside = rights.repository(org, "web-tools");
        RepositoryName above = rights.repository(org, "web");
        grants.grant(BY, new Grant(team(), Grant.Target.parse(org + "/web/*"), Level.READ_WRITE));
        assertThat(allowed(web)).isEqualTo(Level.READ_WRITE.actions());
        assertThat(allowed(back)).isEqualTo(Level.READ_WRITE.actions());
        assertThat(allowed(beside)).isEmpty();
        assertThat(allowed(above)).isEmpty();
        assertThat(visible.page(ana, org + "/", 100)).contains(web.toString(), back.toString());
        assertThat(visible.page(ana, org + "/", 100)).doesNotContain(beside.toString(), above.toString());
        grants.grant(BY, new Grant(user(ana), Grant.Target.parse(org + "/*"), Level.READ_ONLY));
        assertThat(allowed(web)).isEqualTo(Level.READ_WRITE.actions());
        assertThat(allowed(beside)).isEqualTo(Level.READ_ONLY.actions());
        assertThat(visible.page(ana, org + "/", 100))
                .startsWith(above.toString(), beside.toString(), back.toString(), web.toString());
        assertThat(grants.revoke(BY, team(), Grant.Target.parse(org + "/web/*")))
                .isTrue();
        assertThat(allowed(web)).isEqualTo(Level.READ_ONLY.actions());
    }

    @Test
    void auditorSeesAllChangesNothingAndPullsOnlyIfTold() {
        accounts.setAuditor(BY, ana.name(), true, false);
        assertThat(allowed(web)).isEqualTo(Set.of(Action.VIEW, Action.ACTIVITY));
        assertThat(visible.page(ana, org + "/", 1)).containsExactly(web.toString());
        assertThat(allowed(new RepositoryName(org, "missing"))).isEmpty();
        accounts.setAuditor(BY, ana.name(), true, true);
        assertThat(allowed(web)).isEqualTo(Set.of(Action.VIEW, Action.ACTIVITY, Action.PULL));
    }

    @Test
    void creatorBecomesAdminOfWhatIsCreatedAndOfNothingElse() {
        RepositoryName fresh = new RepositoryName(org, "fresh");
        assertThat(allowed(fresh)).isEmpty();
        teams.setCreator(BY, org, "devs", true);
        assertThat(allowed(fresh)).contains(Action.PUSH, Action.CREATE);
        repositories.ensure(control.decide(ana, fresh), ana);
        assertThat(allowed(fresh)).isEqualTo(Level.ADMIN.actions());
        assertThat(allowed(web)).isEmpty();
    }

    @Test
    void newRepositoriesGetTheDefaultGrants() {
        defaults.put(BY, org, team(), "read-write");
        RepositoryName fresh = new RepositoryName(org, "fresh");
        register.create(BY, fresh, null);
        assertThat(allowed(fresh)).isEqualTo(Level.READ_WRITE.actions());
        assertThat(allowed(web)).isEmpty();
        assertThatThrownBy(() -> defaults.put(BY, org, new Grant.Subject.Everyone(), "read-only"))
                .isInstanceOf(RegistryException.class);
    }

    @Test
    void renamedOrganizationTakesAllWithIt() {
        grants.grant(BY, new Grant(team(), Grant.Target.parse(org + "/web/*"), Level.READ_WRITE));
        grants.grant(BY, new Grant(user(ana), new Grant.Target.Repository(web), Level.READ_ONLY));
        robots.create(BY, org + "+ci", "", List.of(new Robots.Permission(org + "/web/*", List.of("push"))), null);
        String renamed = rights.fresh("renamed");
        lifecycle.rename(BY, org, renamed);
        RepositoryName there = new RepositoryName(renamed, "web/front");
        assertThat(allowed(there)).isEqualTo(Level.READ_WRITE.actions());
        assertThat(visible.page(ana, renamed + "/", 1)).containsExactly(there.toString());
        assertThat(control.explain(renamed + "+ci", there, Action.PUSH).allowed())
                .isTrue();
        assertThat(allowed(web)).isEmpty();
        assertThatThrownBy(() -> organizations.create(BY, org, null)).hasMessageContaining("given up lately");
        assertThatThrownBy(() -> lifecycle.rename(BY, ana.name(), org)).hasMessageContaining("given up lately");
    }

    @Test
    void movedRepositoryLeavesTheTeamsOfItsOldOrganization() {
        String other = rights.fresh("other");
        organizations.create(BY, other, null);
        grants.grant(BY, new Grant(team(), new Grant.Target.Repository(web), Level.READ_WRITE));
        grants.grant(BY, new Grant(user(ana), new Grant.Target.Repository(web), Level.READ_ONLY));
        RepositoryName there = new RepositoryName(other, "web");
        register.rename(BY, web, there);
        assertThat(allowed(there)).isEqualTo(Level.READ_ONLY.actions());
        assertThat(allowed(web)).isEmpty();
        assertThatThrownBy(() -> register.rename(BY, there, there)).isInstanceOf(RegistryException.class);
    }

    @Test
    void deletionShowsBeforeWhatGoes() {
        rights.repository(ana.name(), "own");
        AccountLifecycle.Belongings gone = lifecycle.belongings(ana.name());
        assertThat(gone.repositories()).isEqualTo(1);
        assertThat(gone.firstRepositories()).containsExactly(ana.name() + "/own");
        assertThat(gone.memberships()).isEqualTo(1);
        Caller.SignedIn gina = rights.user("gina");
        accounts.delete(BY, gina.name());
        assertThatThrownBy(() -> accounts.createUser(BY, gina.name(), Rights.PASSWORD, false))
                .hasMessageContaining("given up lately");
    }

    /** Ten mixed cases: yes and no, by each kind of reason. */
    @Test
    void explanationNamesWhatDecided() {
        Caller.SignedIn owner = rights.user("owner");
        Caller.SignedIn gone = rights.user("gone");
        organizations.putMember(BY, org, owner.name(), true);
        grants.grant(BY, new Grant(team(), Grant.Target.parse(org + "/web/*"), Level.READ_WRITE));
        rights.repository(ana.name(), "own");
        RepositoryName own = new RepositoryName(ana.name(), "own");
        accounts.setActive(BY, gone.name(), false);
        robots.create(BY, org + "+ci", "", List.of(new Robots.Permission(org + "/web/*", List.of("pull"))), null);

        yes(ana.name(), web, Action.PUSH, "A grant of read-write on " + org + "/web/* to team devs.");
        no(ana.name(), web, Action.GRANT, "Not enough: A grant of read-write on " + org + "/web/* to team devs.");
        yes(owner.name(), web, Action.REMOVE, "Owners of the organization may do everything in it.");
        yes(ana.name(), own, Action.DELETE, "It is the account's own namespace.");
        no(owner.name(), own, Action.PULL, "Nothing gives this account anything on " + own + ", and it is not public.");
        no(gone.name(), web, Action.PULL, "The account is not active: it may do nothing at all.");
        yes(org + "+ci", web, Action.PULL, "The robot's permission on " + org + "/web/*.");
        no(org + "+ci", web, Action.PUSH, "Not enough: The robot's permission on " + org + "/web/*.");
        no(null, web, Action.PULL, "Nothing gives this account anything on " + web + ", and it is not public.");
        grants.setPublic(BY, web, true);
        yes(null, web, Action.PULL, "A grant of read-only on " + web + " to everyone.");
        no(
                ana.name(),
                new RepositoryName(org, "missing"),
                Action.PUSH,
                "The repository does not exist, and this account may not create it.");
    }

    private void yes(
            @org.jspecify.annotations.Nullable String account, RepositoryName name, Action action, String because) {
        explained(account, name, action, true, because);
    }

    private void no(
            @org.jspecify.annotations.Nullable String account, RepositoryName name, Action action, String because) {
        explained(account, name, action, false, because);
    }

    private void explained(
            @org.jspecify.annotations.Nullable String account,
            RepositoryName name,
            Action action,
            boolean allowed,
            String because) {
        Explanation explanation = control.explain(account, name, action);
        assertThat(explanation.allowed()).as("%s %s %s", account, name, action).isEqualTo(allowed);
        assertThat(explanation.because()).contains(because);
        assertThat(explanation.wouldChange()).isNotEmpty();
    }

    private Set<Action> allowed(RepositoryName name) {
        return control.decide(ana, name).allowed();
    }

    private static Grant.Subject user(Caller.SignedIn who) {
        return new Grant.Subject.User(who.name());
    }

    private Grant.Subject team() {
        return new Grant.Subject.Team(org, "devs");
    }
}
