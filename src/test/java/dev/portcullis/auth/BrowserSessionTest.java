package dev.portcullis.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.access.Accounts;
import dev.portcullis.access.Caller;
import dev.portcullis.access.Rights;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Timestamp;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sessions of browsers. They are looked up in the database for each page, so what is changed there stands for what
 * another node does.
 */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class BrowserSessionTest {
    private static final String COOKIE = "portcullis";

    @Inject
    Accounts accounts;

    @Inject
    Sessions sessions;

    @Inject
    Rights rights;

    @Inject
    Jdbi jdbi;

    private Caller.SignedIn ana = new Caller.SignedIn(0, "");

    @BeforeEach
    void ana() {
        ana = rights.user("browser");
    }

    @Test
    void signingInLeadsBackToThePageThatWasAskedFor() {
        Browser browser = new Browser();
        Response asked = browser.get("/account?done=x");
        assertThat(asked.statusCode()).isEqualTo(303);
        assertThat(asked.header("Location")).isEqualTo("/login?return=%2Faccount%3Fdone%3Dx");
        assertThat(browser.get("/login?return=%2Faccount%3Fdone%3Dx").asString())
                .contains("name=\"return\" value=\"/account?done=x\"");
        Response signedIn =
                browser.post("/login", "name", ana.name(), "password", Rights.PASSWORD, "return", "/account?done=x");
        assertThat(signedIn.statusCode()).isEqualTo(303);
        assertThat(signedIn.header("Location")).isEqualTo("/account?done=x");
        assertThat(browser.get("/account").asString()).contains(ana.name(), "Firefox on Linux", "(this one)");
        assertThat(browser.get("/login").statusCode()).isEqualTo(303);
    }

    @ParameterizedTest
    @ValueSource(strings = {"//e.example", "/\\e.example", "https:e.example", "\t//e.example", "javascript:alert(1)"})
    void signingInLeadsNowhereElse(String back) {
        Response signedIn =
                new Browser().post("/login", "name", ana.name(), "password", Rights.PASSWORD, "return", back);
        assertThat(signedIn.header("Location")).isEqualTo("/");
    }

    @Test
    void wrongPasswordsAndUnknownNamesAreToldAlike() {
        accounts.setActive(Accounts.SYSTEM, rights.user("inactive").name(), false);
        Response wrong = new Browser().signIn(ana.name(), "wrong horse battery");
        assertThat(wrong.statusCode()).isEqualTo(401);
        for (String name : new String[] {"nobody-of-that-name", "No Name", "library"}) {
            Response unknown = new Browser().signIn(name, "wrong horse battery");
            assertThat(unknown.statusCode()).isEqualTo(401);
            assertThat(unknown.asString().replace(name, "NAME"))
                    .isEqualTo(wrong.asString().replace(ana.name(), "NAME"));
        }
    }

    @Test
    void theCookieIsOutOfReachOfScriptsAndOtherSites() {
        Response answer = new Browser().signIn(ana.name(), Rights.PASSWORD);
        String cookie = answer.header("Set-Cookie").replace(" ", "");
        assertThat(cookie.split(";"))
                .contains("HttpOnly", "SameSite=Lax", "Path=/")
                .doesNotContain("Secure");
        // 256 bits in base64url
        assertThat(answer.cookie(COOKIE)).hasSize(43);
        assertThat(cookie.toLowerCase(java.util.Locale.ROOT)).doesNotContain("domain", "max-age", "expires");
    }

    @Test
    void theDatabaseDoesNotHoldTheCookie() {
        Browser browser = Browser.signedIn(ana.name());
        String rows = jdbi.withHandle(h -> h.select(
                        "select coalesce(string_agg(s::text, ''), '') from session s where account_id = ?",
                        ana.accountId())
                .mapTo(String.class)
                .one());
        assertThat(rows).isNotEmpty().doesNotContain(browser.cookies.get(COOKIE));
    }

    @Test
    void signingInMakesANewSessionAndEndsTheOneThatWasBrought() {
        Browser browser = new Browser();
        browser.cookies.put(COOKIE, "planted-by-somebody-else");
        browser.signIn(ana.name(), Rights.PASSWORD);
        String first = browser.cookies.get(COOKIE);
        assertThat(first).isNotEqualTo("planted-by-somebody-else");
        browser.signIn(ana.name(), Rights.PASSWORD);
        assertThat(browser.isIn()).isTrue();
        browser.cookies.put(COOKIE, first);
        assertThat(browser.isIn()).isFalse();
    }

    @Test
    void signingOutEndsTheSessionAtTheServer() {
        Browser browser = Browser.signedIn(ana.name());
        String cookie = browser.cookies.get(COOKIE);
        assertThat(browser.post("/logout").header("Location")).isEqualTo("/login");
        assertThat(browser.cookies).doesNotContainKey(COOKIE);
        browser.cookies.put(COOKIE, cookie);
        assertThat(browser.isIn()).isFalse();
    }

    @Test
    void aSessionEndsWhenItIsIdleAndWhenItIsOld() {
        Browser idle = Browser.signedIn(ana.name());
        rights.elsewhere(
                "update session set seen_at = now() - interval '59 minutes' where account_id = ?", ana.accountId());
        assertThat(idle.isIn()).isTrue();
        rights.elsewhere(
                "update session set seen_at = now() - interval '60 minutes' where account_id = ?", ana.accountId());
        assertThat(idle.isIn()).isFalse();
        Browser old = Browser.signedIn(ana.name());
        rights.elsewhere(
                "update session set created_at = now() - interval '11 hours' where account_id = ?", ana.accountId());
        assertThat(old.isIn()).isTrue();
        rights.elsewhere(
                "update session set created_at = now() - interval '12 hours' where account_id = ?", ana.accountId());
        assertThat(old.isIn()).isFalse();
        sessions.deleteDead();
        assertThat(rows()).isZero();
    }

    @Test
    void pagesWriteAtMostOnceAMinute() {
        Browser browser = Browser.signedIn(ana.name());
        Timestamp opened = seen();
        browser.get("/account");
        assertThat(seen()).isEqualTo(opened);
        rights.elsewhere(
                "update session set seen_at = now() - interval '61 seconds' where account_id = ?", ana.accountId());
        browser.get("/account");
        assertThat(seen()).isAfter(opened);
    }

    @Test
    void theOldestOfElevenSessionsEnds() {
        Browser oldest = Browser.signedIn(ana.name());
        Browser second = Browser.signedIn(ana.name());
        for (int i = 2; i < 10; i++) {
            sessions.open(ana.accountId(), new Sessions.Origin(null, null, null, "192.0.2.1", null));
        }
        assertThat(oldest.isIn()).isTrue();
        Browser eleventh = Browser.signedIn(ana.name());
        assertThat(oldest.isIn()).isFalse();
        assertThat(second.isIn()).isTrue();
        assertThat(eleventh.isIn()).isTrue();
        assertThat(sessions.ofAccount(ana.accountId())).hasSize(10);
    }

    @Test
    void oneSessionAndAllOthersCanBeEnded() {
        Browser here = Browser.signedIn(ana.name());
        Browser there = Browser.signedIn(ana.name());
        long id = sessions.ofAccount(ana.accountId()).getFirst().id();
        Browser stranger = Browser.signedIn(rights.user("stranger").name());
        stranger.post("/account/sessions/" + id + "/end");
        assertThat(there.isIn()).isTrue();
        assertThat(here.post("/account/sessions/" + id + "/end").statusCode()).isEqualTo(303);
        assertThat(there.isIn()).isFalse();
        Browser elsewhere = Browser.signedIn(ana.name());
        here.post("/account/sessions/end-others");
        assertThat(elsewhere.isIn()).isFalse();
        assertThat(here.isIn()).isTrue();
        assertThat(stranger.isIn()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "delete from session where account_id = ?",
                "update account set active = false where id = ?",
                "update account set password_hash = null where id = ?",
                "delete from account where id = ?"
            })
    void whatAnotherNodeTakesAwayIsGoneOnTheNextPage(String sql) {
        Browser browser = Browser.signedIn(ana.name());
        assertThat(browser.isIn()).isTrue();
        rights.elsewhere(sql, ana.accountId());
        assertThat(browser.get("/account").header("Location")).startsWith("/login?return=");
        assertThat(browser.post("/account/sessions/end-others").statusCode()).isEqualTo(401);
    }

    @Test
    void sessionsOfASourceEndWhenItDoesNotKnowTheAccountAnyMore() {
        String source = rights.fresh("idp");
        rights.elsewhere("insert into identity_source (name, kind, position) values (?, 'oidc', 9)", source);
        rights.elsewhere(
                "insert into identity (account_id, source_id, subject, login) select ?, id, 's', 'a'"
                        + " from identity_source where name = ?",
                ana.accountId(),
                source);
        long id = jdbi.withHandle(h -> h.select("select id from identity_source where name = ?", source)
                .mapTo(Long.class)
                .one());
        String own = sessions.open(ana.accountId(), new Sessions.Origin(null, null, null, "192.0.2.1", "x"));
        String one = sessions.open(ana.accountId(), new Sessions.Origin(id, "sid", "s", "192.0.2.1", "x"));
        assertThat(sessions.find(one)).isNotNull();
        rights.elsewhere("update identity_source set enabled = false where id = ?", id);
        assertThat(sessions.find(one)).isNull();
        rights.elsewhere("update identity_source set enabled = true where id = ?", id);
        assertThat(sessions.find(one)).isNotNull();
        rights.elsewhere("delete from identity where source_id = ?", id);
        assertThat(sessions.find(one)).isNull();
        assertThat(sessions.find(own)).isNotNull();
    }

    @Test
    void changingThePasswordEndsTheOtherSessions() {
        Browser here = Browser.signedIn(ana.name());
        Browser there = Browser.signedIn(ana.name());
        String fresh = "another horse battery";
        assertThat(change(here, "wrong horse battery", fresh)).isEqualTo(400);
        assertThat(change(here, Rights.PASSWORD, "password1")).isEqualTo(400);
        assertThat(there.isIn()).isTrue();
        assertThat(change(here, Rights.PASSWORD, fresh)).isEqualTo(303);
        assertThat(here.isIn()).isTrue();
        assertThat(there.isIn()).isFalse();
        assertThat(new Browser().signIn(ana.name(), Rights.PASSWORD).statusCode())
                .isEqualTo(401);
        assertThat(new Browser().signIn(ana.name(), fresh).statusCode()).isEqualTo(303);
        accounts.setPassword(Accounts.SYSTEM, ana.name(), "a third horse battery");
        assertThat(here.isIn()).isFalse();
    }

    @Test
    void longPasswordsAreTakenWhole() {
        String longest = "\u20ac".repeat(1023);
        Browser browser = Browser.signedIn(ana.name());
        assertThat(change(browser, Rights.PASSWORD, longest + "a")).isEqualTo(303);
        assertThat(new Browser().signIn(ana.name(), longest + "b").statusCode()).isEqualTo(401);
        assertThat(new Browser().signIn(ana.name(), longest + "a").statusCode()).isEqualTo(303);
    }

    @Test
    void pagesMayNotBeFramedKeptOrMixedWithAnythingElse() {
        Browser browser = Browser.signedIn(ana.name());
        for (Response page : List.of(new Browser().get("/login"), browser.get("/account"))) {
            assertThat(page.header("Content-Security-Policy"))
                    .contains("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'")
                    .doesNotContain("unsafe");
            assertThat(page.header("Cache-Control")).isEqualTo("no-store");
            assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(page.header("Referrer-Policy")).isEqualTo("same-origin");
        }
        Response odd = new Browser().post("/login", "name", "\"><script>x</script>", "password", "x");
        assertThat(odd.asString()).doesNotContain("<script>");
    }

    @Test
    void theStylesheetIsServedUnderItsHash() {
        String page = new Browser().get("/login").asString();
        String address = page.substring(page.indexOf("/assets/"), page.indexOf(".css") + 4);
        Response css = new Browser().get(address);
        assertThat(css.statusCode()).isEqualTo(200);
        assertThat(css.contentType()).startsWith("text/css");
        assertThat(css.header("Cache-Control")).contains("immutable");
        assertThat(new Browser().get("/assets/portcullis.css").statusCode()).isEqualTo(404);
    }

    @Test
    void signingInAndOutIsWrittenDown() {
        new Browser().signIn(ana.name(), "wrong horse battery");
        new Browser().signIn("hunter2-in-the-wrong-field", "wrong horse battery");
        Browser.signedIn(ana.name()).post("/logout");
        List<String> kinds = jdbi.withHandle(h -> h.select(
                        "select kind from event where account = ? and address is not null order by id", ana.name())
                .mapTo(String.class)
                .list());
        assertThat(kinds).containsExactly("user.sign_in_refused", "session.opened", "session.ended");
        int leaked = jdbi.withHandle(h -> h.select("select count(*) from event e where e::text like '%hunter2%'")
                .mapTo(Integer.class)
                .one());
        assertThat(leaked).isZero();
    }

    private static int change(Browser browser, String now, String fresh) {
        return browser.post("/account/password", "now", now, "password", fresh, "repeated", fresh)
                .statusCode();
    }

    private int rows() {
        return jdbi.withHandle(h -> h.select("select count(*) from session where account_id = ?", ana.accountId())
                .mapTo(Integer.class)
                .one());
    }

    private Timestamp seen() {
        return jdbi.withHandle(h -> h.select("select seen_at from session where account_id = ?", ana.accountId())
                .mapTo(Timestamp.class)
                .one());
    }
}
