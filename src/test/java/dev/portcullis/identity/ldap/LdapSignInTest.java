package dev.portcullis.identity.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.identity.ExternalPerson;
import dev.portcullis.identity.IdentitySource;
import dev.portcullis.identity.SignInOutcome;
import dev.portcullis.testing.Slapd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing in at a real OpenLDAP server. */
@EnabledIf("dev.portcullis.testing.Slapd#isInstalled")
class LdapSignInTest {
    private static final List<String> STRANGE = List.of(
            "*)(uid=*))(|(uid=*", "\\2a", "ana,ou=x", "#hash", " leading", "quote\"d", "a+b=c", "ünï", "semi;colon<>");

    private static Slapd slapd;
    private final Directories directories = new Directories();
    private final LdapSignIn signIn = new LdapSignIn(directories);

    @BeforeAll
    static void directory() {
        StringBuilder ldif = new StringBuilder();
        for (String uid : new String[] {"ana", "ben", "cleo"}) {
            ldif.append(Ldif.person(uid));
        }
        STRANGE.forEach(uid -> ldif.append(Ldif.person(uid)));
        ldif.append(Ldif.unit("emea"))
                .append(Ldif.person("ana", "ou=emea"))
                .append(Ldif.person("twin", "ou=people"))
                .append(Ldif.person("twin", "ou=emea"))
                .append(Ldif.person("gone")
                        .replace(
                                "objectClass: inetOrgPerson",
                                "objectClass: inetOrgPerson\nobjectClass: shadowAccount\nshadowExpire: 1"))
                .append(Ldif.group("inner", Ldif.dn("ana"), "cn=outer,ou=groups," + Slapd.SUFFIX))
                .append(Ldif.group("outer", Ldif.dn("ben"), "cn=inner,ou=groups," + Slapd.SUFFIX));
        slapd = Slapd.start(ldif.toString(), true);
    }

    @AfterAll
    static void stop() {
        slapd.close();
    }

    private SignInOutcome ask(JsonNode settings, String name, String password) {
        return signIn.signIn(Sources.of(settings, Slapd.PASSWORD), name, password);
    }

    private ExternalPerson proved(JsonNode settings, String name) {
        SignInOutcome outcome = ask(settings, name, Slapd.PASSWORD);
        assertThat(outcome).as(name).isInstanceOf(SignInOutcome.Proved.class);
        return ((SignInOutcome.Proved) outcome).person();
    }

    @Test
    void aNameAndItsPasswordAreProved() {
        ExternalPerson ana = proved(Sources.plain(slapd, "{}"), "ana");

        assertThat(ana.login()).isEqualTo("ana");
        assertThat(ana.fullName()).isEqualTo("Full ana");
        assertThat(ana.email()).isEqualTo("ana@example.test");
        assertThat(ana.subject()).matches("[0-9a-f]{8}-[0-9a-f]{4}-.*");
    }

    @Test
    void wrongPasswordAndUnknownNameAreToldApart() {
        ObjectNode settings = Sources.plain(slapd, "{}");

        assertThat(ask(settings, "ana", "wrong")).isInstanceOf(SignInOutcome.Refused.class);
        assertThat(ask(settings, "nobody", Slapd.PASSWORD)).isEqualTo(new SignInOutcome.Unknown());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\0b", "\0"})
    void suchPasswordsNeverBind(String password) {
        ObjectNode settings = Sources.plain(slapd, "{}");
        proved(settings, "ana");
        int before = binds("ana");

        assertThat(ask(settings, "ana", password)).isInstanceOf(SignInOutcome.Refused.class);
        assertThat(ask(settings, "ana", "x".repeat(1025))).isInstanceOf(SignInOutcome.Refused.class);

        assertThat(binds("ana")).isEqualTo(before);
    }

    @Test
    void specialCharactersAreOnlyCharacters() {
        ObjectNode searched = Sources.plain(slapd, "{}");
        ObjectNode direct = Sources.plain(slapd, "{'directBind': 'uid={login},ou=people,%s'}".formatted(Slapd.SUFFIX));
        for (String login : STRANGE) {
            assertThat(proved(searched, login).login()).isEqualTo(login);
            assertThat(ask(searched, login, "wrong")).isInstanceOf(SignInOutcome.Refused.class);
            assertThat(proved(direct, login).login()).isEqualTo(login);
        }
        for (String pattern : List.of("*", "an*", "ana)(cn=*", "(uid=ana)", "ana,ou=people", "\\61na", "a\0na")) {
            assertThat(ask(searched, pattern, Slapd.PASSWORD)).as(pattern).isEqualTo(new SignInOutcome.Unknown());
            assertThat(ask(direct, pattern, Slapd.PASSWORD)).as(pattern).isEqualTo(new SignInOutcome.Unknown());
        }
    }

    @Test
    void whoIsFoundTwiceIsLetInByNeither() {
        ObjectNode settings = Sources.plain(slapd, "{'users': [{'base': '%s'}]}".formatted(Slapd.SUFFIX));

        assertThat(ask(settings, "twin", Slapd.PASSWORD)).isInstanceOf(SignInOutcome.Refused.class);
    }

    @Test
    void anExpiredAccountIsRefused() {
        assertThat(ask(Sources.plain(slapd, "{}"), "gone", Slapd.PASSWORD))
                .isEqualTo(new SignInOutcome.Refused("the account has expired at the directory"));
    }

    @Test
    void additionalDomainsHaveTheirOwnPeople() {
        ObjectNode settings = Sources.plain(slapd, """
                {'domains': [{'suffix': 'emea.example.com', 'users': [{'base': 'ou=emea,%s'}]}]}""".formatted(Slapd.SUFFIX));

        assertThat(proved(settings, "ana@emea.example.com").subject())
                .isNotEqualTo(proved(settings, "ana").subject());
        assertThat(ask(settings, "ana@example.com", Slapd.PASSWORD)).isEqualTo(new SignInOutcome.Unknown());
    }

    @Test
    void onlyMembersOfTheGroupAreLetIn() {
        String group =
                "{'users': [{'base': 'ou=people,%1$s', 'matchGroupMembers': {'groupDn': 'cn=outer,ou=groups,%1$s'}}]}"
                        .formatted(Slapd.SUFFIX);
        ObjectNode nested = Sources.plain(slapd, group);
        ObjectNode flat = Sources.plain(slapd, group).put("nestedGroups", false);

        proved(nested, "ben");
        proved(nested, "ana");
        proved(flat, "ben");
        assertThat(ask(flat, "ana", Slapd.PASSWORD)).isEqualTo(new SignInOutcome.Unknown());
        assertThat(ask(nested, "cleo", Slapd.PASSWORD)).isEqualTo(new SignInOutcome.Unknown());
    }

    @Test
    void encryptedConnectionsNeedTheRightCertificate() {
        ObjectNode ldaps =
                Sources.plain(slapd, "{'servers': ['%s'], 'encryption': 'ldaps'}".formatted(slapd.ldapsUrl()));
        ObjectNode startTls = Sources.plain(slapd, "{'encryption': 'starttls'}");
        assertUnavailable(ask(ldaps, "ana", Slapd.PASSWORD), "not signed by a CA that is trusted");
        assertUnavailable(ask(startTls, "ana", Slapd.PASSWORD), "not signed by a CA that is trusted");

        ldaps.put("caCertificates", slapd.caCertificate());
        startTls.put("caCertificates", slapd.caCertificate());
        proved(ldaps, "ana");
        proved(startTls, "ana");

        ldaps.putArray("servers").add("ldaps://127.0.0.1:" + slapd.tlsPort());
        startTls.putArray("servers").add("ldap://127.0.0.1:" + slapd.port());
        assertUnavailable(ask(ldaps, "ana", Slapd.PASSWORD), "for another host name");
        assertUnavailable(ask(startTls, "ana", Slapd.PASSWORD), "for another host name");
    }

    @Test
    void withoutTheEncryptionThatIsAskedForNothingIsBound() {
        try (Slapd plain = Slapd.start(Ldif.person("ana"), false)) {
            ObjectNode settings = Sources.plain(plain, "{'encryption': 'starttls'}");

            assertThat(ask(settings, "ana", Slapd.PASSWORD)).isInstanceOf(SignInOutcome.Unavailable.class);

            assertThat(plain.log()).contains("EXT oid=1.3.6.1.4.1.1466.20037").doesNotContain("BIND");
        }
    }

    @Test
    void aWrongSecretOfOurOwnIsNoWrongPasswordOfThePerson() {
        IdentitySource source = Sources.of(Sources.plain(slapd, "{}"), "not the secret");

        assertUnavailable(signIn.signIn(source, "ana", Slapd.PASSWORD), "refuses bindDn with the secret");
    }

    @Test
    void theNextServerIsAskedWhenTheFirstIsGone() {
        ObjectNode settings = Sources.plain(slapd, "{'servers': ['ldap://localhost:1', '%s']}".formatted(slapd.url()));

        proved(settings, "ana");
    }

    @Test
    void aFrozenServerIsWaitedForOnceAndThenNotAtAll() throws Exception {
        try (Slapd frozen = Slapd.start(Ldif.person("ana"), false)) {
            IdentitySource source = Sources.of(Sources.plain(frozen, "{}"), Slapd.PASSWORD);
            assertThat(signIn.signIn(source, "ana", Slapd.PASSWORD)).isInstanceOf(SignInOutcome.Proved.class);
            frozen.freeze(true);

            assertThat(waitsFor(source)).isLessThan(Duration.ofSeconds(3));
            assertThat(waitsFor(source)).isLessThan(Duration.ofMillis(100));

            frozen.freeze(false);
            comesBack(source);

            frozen.kill();
            assertThat(waitsFor(source)).isLessThan(Duration.ofSeconds(3));
            assertThat(waitsFor(source)).isLessThan(Duration.ofMillis(100));
            frozen.start();
            comesBack(source);
        }
    }

    /** It is tried again after 2 s; whoever comes at that moment does not wait for it. */
    private void comesBack(IdentitySource source) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!(signIn.signIn(source, "ana", Slapd.PASSWORD) instanceof SignInOutcome.Proved)) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(50);
        }
    }

    @Test
    void aCrowdAtAFrozenServerIsAnsweredInTimeToo() throws Exception {
        try (Slapd frozen = Slapd.start(Ldif.person("ana"), false);
                ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
            IdentitySource source = Sources.of(Sources.plain(frozen, "{}"), Slapd.PASSWORD);
            frozen.freeze(true);
            List<Callable<Duration>> all = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                all.add(() -> waitsFor(source));
            }
            for (Future<Duration> one : crowd.invokeAll(all)) {
                assertThat(one.get()).isLessThan(Duration.ofSeconds(3));
            }
        }
    }

    @Test
    void aCrowdThatMaySignInDoes() throws Exception {
        IdentitySource source = Sources.of(Sources.plain(slapd, "{}"), Slapd.PASSWORD);
        try (ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<SignInOutcome>> all = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                boolean right = i % 2 == 0;
                all.add(() -> signIn.signIn(source, "ana", right ? Slapd.PASSWORD : "wrong"));
            }
            List<Future<SignInOutcome>> outcomes = crowd.invokeAll(all);
            for (int i = 0; i < outcomes.size(); i++) {
                assertThat(outcomes.get(i).get())
                        .isInstanceOf(i % 2 == 0 ? SignInOutcome.Proved.class : SignInOutcome.Refused.class);
            }
        }
    }

    private Duration waitsFor(IdentitySource source) {
        long start = System.nanoTime();
        assertThat(signIn.signIn(source, "ana", Slapd.PASSWORD)).isInstanceOf(SignInOutcome.Unavailable.class);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static int binds(String uid) {
        return slapd.log().split("BIND dn=\"uid=" + uid, -1).length;
    }

    private static void assertUnavailable(SignInOutcome outcome, String why) {
        assertThat(outcome).isInstanceOf(SignInOutcome.Unavailable.class);
        assertThat(((SignInOutcome.Unavailable) outcome).why()).contains(why);
    }
}
