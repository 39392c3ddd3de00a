package dev.portcullis.console;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.portcullis.access.Accounts;
import dev.portcullis.access.Organizations;
import dev.portcullis.access.Rights;
import dev.portcullis.access.Teams;
import dev.portcullis.identity.IdentitySources;
import dev.portcullis.testing.PostgresTestResource;
import dev.portcullis.testing.TestIssuer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The code flow and the rights that come with it, with a provider of the test's own. */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class OidcPagesTest {
    @Inject
    IdentitySources sources;

    @Inject
    ObjectMapper json;

    @Inject
    Jdbi jdbi;

    @Inject
    Rights rights;

    @Inject
    Accounts accounts;

    @Inject
    Organizations organizations;

    @Inject
    Teams teams;

    private final TestProvider provider = new TestProvider();
    private String source = "";
    private String ana = "";

    @BeforeEach
    void source() throws Exception {
        source = rights.fresh("idp");
        ana = rights.fresh("ana");
        create(source, "\"groupsClaim\":\"groups\",\"administratorGroup\":\"registry-admins\"");
    }

    @AfterEach
    void stop() {
        provider.close();
    }

    @Test
    void personOfTheProviderIsSignedIn() throws Exception {
        TestProvider.Away away = TestProvider.leave(source, "/repositories?n=1");
        assertThat(away.asked())
                .containsEntry("response_type", "code")
                .containsEntry("client_id", TestProvider.CLIENT)
                .containsEntry("code_challenge_method", "S256")
                .containsEntry("scope", "openid profile email");
        assertThat(away.asked().get("redirect_uri")).endsWith("/auth/oidc/" + source + "/callback");
        Response answer = provider.comeBack(away, ana());
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(303);
        assertThat(answer.header("Location")).endsWith("/repositories?n=1");
        assertThat(answer.headers().getValues("Set-Cookie"))
                .anySatisfy(cookie -> assertThat(cookie)
                        .startsWith("portcullis=")
                        .contains("Path=/", "HttpOnly", "SameSite=Lax")
                        .doesNotContain("Domain"))
                .anySatisfy(cookie ->
                        assertThat(cookie).startsWith("portcullis-oidc=;").contains("Max-Age=0"));
        assertThat(sessions()).containsExactly("session-of-ana sub-" + ana);
        String request = provider.tokenRequests.getFirst();
        assertThat(request)
                .startsWith("Basic "
                        + base64((TestProvider.CLIENT + ":" + TestProvider.SECRET).getBytes(StandardCharsets.UTF_8)))
                .contains("code=a-code")
                .doesNotContain(TestProvider.SECRET);
        String verifier = request.replaceAll(".*code_verifier=([^&]*).*", "$1");
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
        assertThat(away.asked().get("code_challenge"))
                .isEqualTo(Base64.getUrlEncoder().withoutPadding().encodeToString(hash));
    }

    @Test
    void whoWantedNowhereInParticularIsShownTheirAccount() {
        Response answer = provider.signIn(source, ana());
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.header("Location")).isEqualTo("/");
        Response account =
                given().cookie("portcullis", answer.cookie("portcullis")).get("/account");
        assertThat(account.asString()).contains(ana, "Signed in with " + source);
    }

    @Test
    void groupsAreTeamsAndAreTakenAwayAtTheNextSignIn() {
        String org = rights.fresh("acme");
        organizations.create(Accounts.SYSTEM, org, null);
        synced(org, "developers", "devs");
        synced(org, "operators", "ops");
        provider.signIn(source, ana().andThen(claims -> claims.claim("groups", List.of("devs", "ops", "other"))));
        assertThat(teams.members(org, "developers", null, 10)).containsExactly(ana);
        assertThat(teams.members(org, "operators", null, 10)).containsExactly(ana);
        provider.signIn(source, ana().andThen(claims -> claims.claim("groups", List.of("ops"))));
        assertThat(teams.members(org, "developers", null, 10)).isEmpty();
        assertThat(teams.members(org, "operators", null, 10)).containsExactly(ana);
        provider.signIn(source, ana());
        assertThat(teams.members(org, "operators", null, 10))
                .as("no claim, no groups")
                .isEmpty();
    }

    @Test
    void groupThatTheProviderKeepsElsewhereRemovesNobody() {
        String org = rights.fresh("acme");
        organizations.create(Accounts.SYSTEM, org, null);
        synced(org, "developers", "devs");
        provider.signIn(source, ana().andThen(claims -> claims.claim("groups", List.of("devs"))));
        refused(ana().andThen(claims -> claims.claim("_claim_names", Map.of("groups", "src1"))));
        assertThat(teams.members(org, "developers", null, 10)).containsExactly(ana);
    }

    @Test
    void administratorGroupMakesAdministratorsAndUnmakesThem() {
        String other = rights.user("other-admin").name();
        accounts.setAdministrator(Accounts.SYSTEM, other, true);
        provider.signIn(source, ana().andThen(claims -> claims.claim("groups", "registry-admins")));
        assertThat(administrator(ana)).isTrue();
        provider.signIn(source, ana());
        assertThat(administrator(ana)).isFalse();
    }

    @Test
    void lastAdministratorStaysOne() {
        provider.signIn(source, ana().andThen(claims -> claims.claim("groups", "registry-admins")));
        jdbi.useHandle(h -> h.execute("update account set administrator = false where name <> ?", ana));
        provider.signIn(source, ana());
        assertThat(administrator(ana)).isTrue();
    }

    @Test
    void accountThatIsSwitchedOffStaysSo() {
        provider.signIn(source, ana());
        accounts.setActive(Accounts.SYSTEM, ana, false);
        Response answer = provider.signIn(
                source,
                ana().andThen(claims ->
                        claims.claim("groups", "registry-admins").claim("name", "New Name")));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.asString()).contains("switched off");
        assertThat(answer.headers().getValues("Set-Cookie")).isEmpty();
        assertThat(administrator(ana)).isFalse();
        boolean changed = jdbi.withHandle(
                h -> h.select("select active or full_name = 'New Name' from account where name = ?", ana)
                        .mapTo(Boolean.class)
                        .one());
        assertThat(changed).isFalse();
    }

    @Test
    void nameOfALocalAccountIsNotTakenOver() {
        String local = rights.user("local").name();
        Response answer = provider.signIn(source, ana().andThen(claims -> claims.claim("preferred_username", local)));
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(sessions()).isEmpty();
    }

    @Test
    void withoutJustInTimeNobodyNewComesIn() throws Exception {
        String closed = rights.fresh("closed");
        create(closed, "\"justInTime\":false");
        assertThat(provider.signIn(closed, ana()).statusCode()).isEqualTo(403);
    }

    @Test
    void tokensWithWrongClaimsAreRefused() {
        Instant now = Instant.now();
        refused(ana().andThen(claims -> claims.claim("nonce", "another")));
        refused(ana().andThen(claims -> claims.claim("nonce", null)));
        refused(ana().andThen(claims -> claims.audience("another")));
        refused(ana().andThen(claims -> claims.audience(List.of(TestProvider.CLIENT, "another"))));
        refused(ana().andThen(claims ->
                claims.audience(List.of(TestProvider.CLIENT, "another")).claim("azp", TestProvider.CLIENT)));
        refused(ana().andThen(claims -> claims.claim("azp", "another")));
        refused(ana().andThen(claims -> claims.issuer("https://evil.example.com")));
        refused(ana().andThen(claims -> claims.expirationTime(Date.from(now.minusSeconds(120)))));
        refused(ana().andThen(claims -> claims.expirationTime(null)));
        refused(ana().andThen(claims -> claims.issueTime(Date.from(now.plusSeconds(120)))));
        refused(ana().andThen(claims -> claims.issueTime(null)));
        refused(ana().andThen(claims -> claims.subject(null)));
        refused(ana().andThen(claims -> claims.claim("preferred_username", null)));
        refused(ana().andThen(claims -> claims.claim("groups", Map.of("a", "b"))));
    }

    @Test
    void tokensWithWrongSignaturesAreRefused() throws JOSEException {
        provider.idToken = claims -> new PlainJWT(claims.build()).serialize();
        refused(ana());
        provider.idToken =
                claims -> TestIssuer.sign(TestIssuer.unpublishedKey(provider.key.getKeyID()), claims.build());
        refused(ana());
        provider.idToken = claims -> TestIssuer.sign(provider.key, JWSAlgorithm.RS512, "JWT", claims.build());
        refused(ana());
        provider.idToken = claims -> TestIssuer.sign(provider.key, JWSAlgorithm.RS256, "logout+jwt", claims.build());
        refused(ana());
        provider.idToken = this::signedWithThePublicKey;
        refused(ana());
        provider.idToken = claims -> TestIssuer.sign(provider.key, claims.build());
        assertThat(provider.signIn(source, ana()).statusCode()).isEqualTo(303);
    }

    private String signedWithThePublicKey(JWTClaimsSet.Builder claims) {
        try {
            SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims.build());
            jwt.sign(new MACSigner(provider.key.toRSAPublicKey().getEncoded()));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void oldSignInAtTheProviderIsRefusedWhereItsAgeMatters() throws Exception {
        String strict = rights.fresh("strict");
        create(strict, "\"maxAgeSeconds\":60");
        assertThat(TestProvider.leave(strict, "").asked()).containsEntry("max_age", "60");
        long now = Instant.now().getEpochSecond();
        assertThat(provider.signIn(strict, ana().andThen(claims -> claims.claim("auth_time", now - 200)))
                        .statusCode())
                .isEqualTo(403);
        assertThat(provider.signIn(strict, ana()).statusCode()).isEqualTo(403);
        assertThat(provider.signIn(strict, ana().andThen(claims -> claims.claim("auth_time", now - 50)))
                        .statusCode())
                .isEqualTo(303);
    }

    @Test
    void onlyTheBrowserThatBeganComesBack() throws Exception {
        TestProvider.Away away = TestProvider.leave(source, "");
        TestProvider.Away other = TestProvider.leave(source, "");
        notBegun(new TestProvider.Away(source, away.asked(), Map.of()), Map.of());
        notBegun(new TestProvider.Away(source, away.asked(), other.cookies()), Map.of());
        notBegun(away, Map.of("state", "another"));
        String sealed = String.valueOf(away.cookies().get("portcullis-oidc"));
        notBegun(
                new TestProvider.Away(
                        source,
                        away.asked(),
                        Map.of(
                                "portcullis-oidc",
                                sealed.substring(0, 60)
                                        + (sealed.charAt(60) == 'A' ? "B" : "A")
                                        + sealed.substring(61))),
                Map.of());
        String elsewhere = rights.fresh("elsewhere");
        create(elsewhere, "\"scopes\":[\"openid\"]");
        notBegun(new TestProvider.Away(elsewhere, away.asked(), away.cookies()), Map.of());
        assertThat(provider.tokenRequests).isEmpty();
    }

    @Test
    void answerOfAnotherProviderIsRefused() {
        TestProvider.Away away = TestProvider.leave(source, "");
        assertThat(provider.comeBack(away, ana(), Map.of("iss", "https://evil.example.com"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(provider.comeBack(away, ana(), Map.of("iss", provider.issuer.issuer()))
                        .statusCode())
                .isEqualTo(303);
    }

    @Test
    void whatTheProviderRefusesIsAPage() {
        TestProvider.Away away = TestProvider.leave(source, "");
        Response cancelled = provider.comeBack(
                away, ana(), Map.of("error", "access_denied", "error_description", "<script>alert(1)</script>"));
        assertThat(cancelled.statusCode()).isEqualTo(403);
        assertThat(cancelled.asString()).contains("Sign in again").doesNotContain("<script>");
        provider.refusal = "{\"error\":\"invalid_grant\"}";
        refused(ana());
        provider.refusal = "no JSON";
        refused(ana());
        provider.refusalStatus = 502;
        Response broken = provider.signIn(source, ana());
        assertThat(broken.statusCode()).isEqualTo(503);
    }

    @Test
    void deadProviderIsAPageAndEndsNoSession() throws Exception {
        provider.signIn(source, ana());
        TestProvider.Away away = TestProvider.leave(source, "");
        provider.close();
        Response back = provider.comeBack(away, ana());
        assertThat(back.statusCode()).isEqualTo(503);
        assertThat(back.asString()).contains("cannot be reached", "stays so").doesNotContain("localhost");
        assertThat(sessions()).hasSize(1);
        String other = rights.fresh("dead");
        create(other, "\"caBundle\":\"\"");
        jdbi.useHandle(h -> h.execute("""
                update identity_source set settings = settings || '{"issuer":"http://localhost:1"}' where name = ?""", other));
        Response begin = given().redirects().follow(false).get("/auth/oidc/" + other + "/sign-in");
        assertThat(begin.statusCode()).isEqualTo(503);
        assertThat(begin.asString()).contains("cannot be reached");
    }

    @Test
    void nobodyIsSentElsewhere() {
        Response answer = provider.comeBack(TestProvider.leave(source, "//evil.example.com"), ana());
        assertThat(answer.header("Location")).isEqualTo("/");
    }

    private void create(String name, String more) throws Exception {
        sources.create(
                Accounts.SYSTEM,
                name,
                "oidc",
                json.readTree("{\"issuer\":\"" + provider.issuer.issuer() + "\",\"clientId\":\"" + TestProvider.CLIENT
                        + "\"," + more + "}"),
                TestProvider.SECRET);
    }

    private Function<JWTClaimsSet.Builder, JWTClaimsSet.Builder> ana() {
        return claims -> claims.subject("sub-" + ana)
                .claim("preferred_username", ana)
                .claim("name", "Ana <b>Example</b>")
                .claim("email", "ana@example.com")
                .claim("sid", "session-of-ana");
    }

    private void refused(Function<JWTClaimsSet.Builder, JWTClaimsSet.Builder> who) {
        int before = sessions().size();
        Response answer = provider.signIn(source, who);
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().getValues("Set-Cookie")).isEmpty();
        assertThat(sessions()).hasSize(before);
    }

    private void notBegun(TestProvider.Away away, Map<String, String> parameters) {
        Response answer = provider.comeBack(away, ana(), parameters);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.asString()).contains("not begun in this browser");
    }

    private void synced(String org, String team, String group) {
        teams.create(Accounts.SYSTEM, org, team);
        jdbi.useHandle(h -> h.execute("""
                insert into team_sync (team_id, source_id, settings)
                select t.id, s.id, jsonb_build_object('group', ?::text) from team t
                join account o on o.id = t.organization_id, identity_source s
                where o.name = ? and t.name = ? and s.name = ?""", group, org, team, source));
    }

    private boolean administrator(String name) {
        return jdbi.withHandle(h -> h.select("select administrator from account where name = ?", name)
                .mapTo(Boolean.class)
                .one());
    }

    private List<String> sessions() {
        return jdbi.withHandle(h -> h.select("""
                        select idp_sid || ' ' || idp_sub from session s join identity_source i on i.id = s.source_id
                        where i.name = ?""", source).mapTo(String.class).list());
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
