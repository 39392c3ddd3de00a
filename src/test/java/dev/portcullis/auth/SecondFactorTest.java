package dev.portcullis.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.access.Accounts;
import dev.portcullis.access.Caller;
import dev.portcullis.access.Rights;
import dev.portcullis.error.RegistryException;
import dev.portcullis.secret.MasterKey;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class SecondFactorTest {
    private static final Pattern RECOVERY_CODE = Pattern.compile("<li>([a-z2-7]{6}(?:-[a-z2-7]{6}){3})</li>");

    @Inject
    SecondFactors secondFactors;

    @Inject
    MasterKey masterKey;

    @Inject
    Rights rights;

    @Inject
    Jdbi jdbi;

    private Caller.SignedIn ana = new Caller.SignedIn(0, "");

    @BeforeEach
    void ana() {
        ana = rights.user("factor");
    }

    @Test
    void itIsOnOnceItsFirstCodeWasRight() {
        Browser here = Browser.signedIn(ana.name());
        Browser there = Browser.signedIn(ana.name());
        assertThat(here.post("/account/second-factor/begin", "password", "wrong horse battery")
                        .statusCode())
                .isEqualTo(400);
        Response begun = here.post("/account/second-factor/begin", "password", Rights.PASSWORD);
        assertThat(begun.statusCode()).isEqualTo(200);
        assertThat(begun.asString())
                .contains("<svg", Base32.encode(secret()).substring(0, 4).toUpperCase(java.util.Locale.ROOT));
        assertThat(here.post("/account/second-factor/confirm", "code", wrong()).statusCode())
                .isEqualTo(400);
        assertThat(Browser.signedIn(ana.name()).isIn()).isTrue();
        Response confirmed = here.post("/account/second-factor/confirm", "code", code(0));
        assertThat(confirmed.statusCode()).isEqualTo(200);
        assertThat(recoveryCodes(confirmed)).hasSize(10).doesNotHaveDuplicates();
        assertThat(here.isIn()).isTrue();
        assertThat(there.isIn()).isFalse();
        assertThat(here.post("/account/second-factor/begin", "password", Rights.PASSWORD)
                        .statusCode())
                .isEqualTo(409);
        assertThat(here.get("/account").asString()).contains("password and second factor");
    }

    @Test
    void theDatabaseHoldsNeitherSecretNorCodes() {
        List<String> codes = turnOn();
        String rows = jdbi.withHandle(h -> h.select("""
                        select string_agg(f::text, ' ') || (select string_agg(r::text, ' ') from recovery_code r)
                        from second_factor f""").mapTo(String.class).one());
        byte[] secret = secret();
        assertThat(rows)
                .doesNotContain(Base32.encode(secret), java.util.HexFormat.of().formatHex(secret));
        codes.forEach(code -> assertThat(rows).doesNotContain(code, code.replace("-", "")));
    }

    @Test
    void signingInAsksForTheCodeBesides() {
        turnOn();
        Browser browser = new Browser();
        Response first =
                browser.post("/login", "name", ana.name(), "password", Rights.PASSWORD, "return", "/account?done=x");
        assertThat(first.header("Location")).isEqualTo("/login/code?return=%2Faccount%3Fdone%3Dx");
        assertThat(browser.isIn()).isFalse();
        assertThat(browser.get("/login/code?return=%2Faccount").asString()).contains("one-time-code");
        assertThat(browser.post("/login/code", "code", wrong()).statusCode()).isEqualTo(401);
        assertThat(browser.isIn()).isFalse();
        Response second = browser.post("/login/code", "code", code(1), "return", "/account?done=x");
        assertThat(second.header("Location")).isEqualTo("/account?done=x");
        assertThat(browser.isIn()).isTrue();
    }

    @Test
    void withoutThePasswordACodeIsNothing() {
        turnOn();
        Browser browser = new Browser();
        assertThat(browser.get("/login/code").header("Location")).startsWith("/login?");
        for (String cookie : new String[] {"", "x", "AAAA", "AQ" + "A".repeat(80)}) {
            browser.cookies.put("portcullis-sign-in", cookie);
            assertThat(browser.post("/login/code", "code", code(1)).statusCode())
                    .as(cookie)
                    .isEqualTo(401);
        }
        assertThat(browser.isIn()).isFalse();
    }

    @Test
    void aFirstStepEndsWithThePasswordThatItProved() {
        turnOn();
        Browser browser = new Browser();
        browser.signIn(ana.name(), Rights.PASSWORD);
        String other = jdbi.withHandle(h -> h.select("select password_hash from account where id = ?", ana.accountId())
                .mapTo(String.class)
                .one());
        rights.elsewhere("update account set password_hash = ? where id = ?", other + "x", ana.accountId());
        sleepPastTheEpoch();
        assertThat(browser.post("/login/code", "code", code(1)).statusCode()).isEqualTo(401);
        assertThat(browser.isIn()).isFalse();
    }

    @Test
    void aCodeIsGoodOnce() {
        turnOn();
        Browser first = new Browser();
        first.signIn(ana.name(), Rights.PASSWORD);
        String code = code(1);
        assertThat(first.post("/login/code", "code", code).statusCode()).isEqualTo(303);
        Browser second = new Browser();
        second.signIn(ana.name(), Rights.PASSWORD);
        assertThat(second.post("/login/code", "code", code).statusCode()).isEqualTo(401);
        // Nor is the one before it, which somebody may have seen over a shoulder.
        assertThat(second.post("/login/code", "code", code(0)).statusCode()).isEqualTo(401);
    }

    @Test
    void ofManyAtOnceWithOneCodeOneGetsIn() throws Exception {
        turnOn();
        String code = code(1);
        List<Callable<Integer>> attempts = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Browser browser = new Browser();
            browser.signIn(ana.name(), Rights.PASSWORD);
            attempts.add(() -> browser.post("/login/code", "code", code).statusCode());
        }
        int in = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> status : threads.invokeAll(attempts)) {
                in += status.get() == 303 ? 1 : 0;
            }
        }
        assertThat(in).isEqualTo(1);
    }

    @Test
    void aRecoveryCodeIsGoodOnceHoweverItIsTyped() {
        List<String> codes = turnOn();
        String typed = " " + codes.getFirst().replace("-", " ").toUpperCase(java.util.Locale.ROOT);
        Browser browser = new Browser();
        browser.signIn(ana.name(), Rights.PASSWORD);
        assertThat(browser.post("/login/code", "code", typed).statusCode()).isEqualTo(303);
        assertThat(browser.get("/account").asString()).contains("9 of 10 recovery codes");
        Browser again = new Browser();
        again.signIn(ana.name(), Rights.PASSWORD);
        assertThat(again.post("/login/code", "code", codes.getFirst()).statusCode())
                .isEqualTo(401);
        Response renewed = browser.post("/account/second-factor/recovery-codes", "password", Rights.PASSWORD);
        assertThat(recoveryCodes(renewed)).hasSize(10).doesNotContainAnyElementsOf(codes);
        assertThat(again.post("/login/code", "code", codes.getLast()).statusCode())
                .isEqualTo(401);
    }

    @Test
    void recoveryCodesAreOfOneAccountOnly() {
        List<String> codes = turnOn();
        Caller.SignedIn first = ana;
        ana = rights.user("factor");
        turnOn();
        Browser browser = new Browser();
        browser.signIn(ana.name(), Rights.PASSWORD);
        assertThat(browser.post("/login/code", "code", codes.getFirst()).statusCode())
                .isEqualTo(401);
        ana = first;
    }

    @Test
    void clientsAreToldToUseATokenFromTheMomentItIsOn() {
        assertThat(Registry.as(ana).get("/v2/").statusCode()).isEqualTo(200);
        turnOn();
        Response answer = Registry.as(ana).get("/v2/");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.asString()).contains("Use an access token as the password");
    }

    @Test
    void turningItOffAsksForThePasswordAndEndsOtherSessions() {
        List<String> recovery = turnOn();
        Browser here = signIn(code(1));
        Browser there = signIn(recovery.getFirst());
        assertThat(here.post("/account/second-factor/remove", "password", "wrong horse battery")
                        .statusCode())
                .isEqualTo(400);
        assertThat(secondFactors.isOn(ana.accountId())).isTrue();
        assertThat(here.post("/account/second-factor/remove", "password", Rights.PASSWORD)
                        .header("Location"))
                .isEqualTo("/account");
        assertThat(here.isIn()).isTrue();
        assertThat(there.isIn()).isFalse();
        assertThat(Browser.signedIn(ana.name()).isIn()).isTrue();
        assertThat(recoveryCodesLeft()).isZero();
    }

    @Test
    void whoHasLostItIsLetInAgainByTheOperator() {
        turnOn();
        Browser here = signIn(code(1));
        secondFactors.reset(Accounts.SYSTEM, ana.name());
        assertThat(here.isIn()).isFalse();
        assertThat(Browser.signedIn(ana.name()).isIn()).isTrue();
        assertThatThrownBy(() -> secondFactors.reset(Accounts.SYSTEM, ana.name()))
                .isInstanceOf(RegistryException.class);
    }

    private Browser signIn(String code) {
        Browser browser = new Browser();
        browser.signIn(ana.name(), Rights.PASSWORD);
        assertThat(browser.post("/login/code", "code", code).statusCode()).isEqualTo(303);
        return browser;
    }

    /** Turns it on with the present code, so that the next one is unused, and good already. */
    private List<String> turnOn() {
        Browser browser = Browser.signedIn(ana.name());
        browser.post("/account/second-factor/begin", "password", Rights.PASSWORD);
        awaitRoomInTheStep();
        return recoveryCodes(browser.post("/account/second-factor/confirm", "code", code(0)));
    }

    /** What follows takes a few seconds, in which the present step must not become the one before. */
    private static void awaitRoomInTheStep() {
        while (Instant.now().getEpochSecond() % 30 > 15) {
            sleep(200);
        }
    }

    private static void sleepPastTheEpoch() {
        sleep(600);
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String code(int steps) {
        return OneTimeCodes.code(secret(), OneTimeCodes.stepOf(Instant.now()) + steps);
    }

    /** Six digits that are no code now. */
    private String wrong() {
        for (int i = 0; ; i++) {
            String code = String.format(java.util.Locale.ROOT, "%06d", i);
            if (OneTimeCodes.matchingStep(secret(), code, Instant.now()) == OneTimeCodes.NONE) {
                return code;
            }
        }
    }

    private byte[] secret() {
        byte[] sealed =
                jdbi.withHandle(h -> h.select("select secret from second_factor where account_id = ?", ana.accountId())
                        .mapTo(byte[].class)
                        .one());
        return masterKey.open(sealed, "second_factor.secret:" + ana.accountId());
    }

    private int recoveryCodesLeft() {
        return jdbi.withHandle(h -> h.select("select count(*) from recovery_code where account_id = ?", ana.accountId())
                .mapTo(Integer.class)
                .one());
    }

    private static List<String> recoveryCodes(Response page) {
        List<String> codes = new ArrayList<>();
        Matcher matcher = RECOVERY_CODE.matcher(page.asString());
        while (matcher.find()) {
            codes.add(matcher.group(1));
        }
        return codes;
    }
}
