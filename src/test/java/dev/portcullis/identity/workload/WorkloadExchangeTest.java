package dev.portcullis.identity.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.portcullis.access.Accounts;
import dev.portcullis.access.Rights;
import dev.portcullis.error.RegistryException;
import dev.portcullis.testing.PostgresTestResource;
import dev.portcullis.testing.TestIssuer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens of an issuer of the test's own, taken and refused. */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class WorkloadExchangeTest {
    private static final String AUDIENCE = "https://registry.example.com";

    @Inject
    WorkloadExchange exchange;

    @Inject
    WorkloadIssuers issuers;

    @Inject
    RobotTrusts trusts;

    @Inject
    ObjectMapper json;

    @Inject
    Jdbi jdbi;

    @Inject
    Rights rights;

    private final TestIssuer issuer = new TestIssuer();
    private final RSAKey key = issuer.newKey();
    private String issuerName = "";
    private String robot = "";

    @BeforeEach
    void robotThatTrusts() {
        issuerName = rights.fresh("issuer");
        rights.elsewhere("delete from workload_issuer where issuer = ?", issuer.issuer());
        issuers.create(Accounts.SYSTEM, issuerName, issuer.issuer(), json.createObjectNode());
        robot = robot();
        trusts.create(Accounts.SYSTEM, robot, issuerName, AUDIENCE, Map.of("sub", "repo:acme/web:*"));
    }

    @AfterEach
    void stop() {
        issuer.close();
    }

    @Test
    void tokenOfATrustedWorkloadActsAsTheRobot() {
        WorkloadExchange.Proved proved = exchange.prove(robot, sign(good())).orElseThrow();
        assertThat(proved.robotName()).isEqualTo(robot);
        assertThat(proved.issuer()).isEqualTo(issuerName);
        assertThat(proved.subject()).isEqualTo("repo:acme/web:ref:refs/heads/main");
        assertThat(proved.until()).isBefore(Instant.now().plusSeconds(301));
        assertThat(lastEvent())
                .startsWith("workload.exchanged " + robot)
                .contains("issuer " + issuerName, "repo:acme/web");
    }

    @ParameterizedTest
    @CsvSource({"RS256", "PS256"})
    void algorithmsOfPublicKeysAreTaken(String algorithm) {
        String token = TestIssuer.sign(key, JWSAlgorithm.parse(algorithm), "JWT", good().build());
        assertThat(exchange.prove(robot, token)).isPresent();
    }

    @Test
    void ellipticCurvesAreTaken() throws Exception {
        assertThat(exchange.prove(robot, TestIssuer.sign(issuer.newEcKey(), good().build())))
                .isPresent();
    }

    @Test
    void ed25519IsTaken() throws Exception {
        var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] encoded = ((EdECPublicKey) pair.getPublic()).getEncoded();
        String x =
                Base64.getUrlEncoder().withoutPadding().encodeToString(java.util.Arrays.copyOfRange(encoded, 12, 44));
        issuer.publish(com.nimbusds.jose.jwk.JWK.parse(
                Map.of("kty", "OKP", "crv", "Ed25519", "x", x, "kid", "ed", "use", "sig")));
        String input = base64("{\"alg\":\"EdDSA\",\"kid\":\"ed\"}") + "."
                + base64(good().build().toString());
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(pair.getPrivate());
        signature.update(input.getBytes(StandardCharsets.UTF_8));
        String token = input + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
        assertThat(exchange.prove(robot, token)).isPresent();
        assertThat(exchange.prove(robot, input + "." + "A".repeat(86))).isEmpty();
    }

    @Test
    void unsignedTokenIsRefused() {
        refused(new PlainJWT(good().build()).serialize());
        String[] parts = sign(good()).split("\\.", -1);
        refused(base64("{\"alg\":\"none\",\"kid\":\"" + key.getKeyID() + "\"}") + "." + parts[1] + ".");
        refused(base64("{\"alg\":\"none\"}") + "." + parts[1] + "." + parts[2]);
    }

    @Test
    void publicKeyUsedAsASecretIsRefused() throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKeyID()).build(), good().build());
        token.sign(new MACSigner(key.toRSAPublicKey().getEncoded()));
        refused(token.serialize());
    }

    @Test
    void keysThatTheTokenBringsAlongAreIgnored() {
        RSAKey forged = TestIssuer.unpublishedKey(key.getKeyID());
        int before = issuer.keyRequests.get();
        for (JWSHeader.Builder header : List.of(
                header().jwk(forged.toPublicJWK()),
                header().jwkURL(URI.create(issuer.issuer() + "/forged")),
                header().x509CertURL(URI.create(issuer.issuer() + "/forged")))) {
            refused(TestIssuer.sign(forged, header.build(), good().build()));
        }
        assertThat(issuer.keyRequests.get() - before)
                .as("of the issuer's own keys")
                .isLessThanOrEqualTo(1);
    }

    @Test
    void critExtensionIsRefused() {
        JWSHeader header = header().criticalParams(java.util.Set.of("exp"))
                .customParam("exp", 1)
                .build();
        refused(TestIssuer.sign(key, header, good().build()));
    }

    @Test
    void changedTokenIsRefused() {
        String[] parts = sign(good()).split("\\.", -1);
        String other = base64(good().claim("more", "1").build().toString());
        refused(parts[0] + "." + other + "." + parts[2]);
        refused(parts[0] + "." + parts[1] + ".");
        refused(parts[0] + "." + parts[1]);
        refused("eyJ.eyJ.");
        refused("");
    }

    @Test
    void oversizeTokenIsRefusedUnread() {
        refused(sign(good().claim("padding", "x".repeat(20_000))));
    }

    @Test
    void claimsThatDoNotMatchAreRefused() {
        refused(sign(good().subject("repo:acme/website:ref:refs/heads/main")));
        refused(sign(good().subject("repo:evil/web:ref:refs/heads/main")));
        refused(sign(good().subject(null)));
        refused(sign(good().audience("https://other.example.com")));
        refused(sign(good().audience(AUDIENCE + "/")));
        refused(sign(good().audience((String) null)));
        refused(sign(good().issuer(issuer.issuer() + "/")));
        refused(sign(good().issuer("https://token.actions.githubusercontent.com")));
    }

    @Test
    void timesOutsideOfTheLeewayAreRefused() {
        Instant now = Instant.now();
        refused(sign(good().expirationTime(Date.from(now.minusSeconds(120)))));
        refused(sign(good().issueTime(Date.from(now.plusSeconds(120)))));
        refused(sign(good().notBeforeTime(Date.from(now.plusSeconds(120)))));
        refused(sign(good().issueTime(Date.from(now.minusSeconds(25 * 3600)))));
        refused(sign(good().expirationTime(null)));
        refused(sign(good().issueTime(null)));
        assertThat(exchange.prove(robot, sign(good().expirationTime(Date.from(now.minusSeconds(30))))))
                .isPresent();
        assertThat(exchange.prove(robot, sign(good().issueTime(Date.from(now.plusSeconds(30))))))
                .isPresent();
    }

    @Test
    void tokenOfAnotherTypeIsRefused() {
        refused(TestIssuer.sign(key, JWSAlgorithm.RS256, "logout+jwt", good().build()));
    }

    @Test
    void anotherRobotIsNotReachedByTheSameToken() {
        refused(robot(), sign(good()));
        refused("nobody+ci", sign(good()));
    }

    @Test
    void switchedOffOrExpiredRobotIsRefused() {
        jdbi.useHandle(h -> h.execute("update account set active = false where name = ?", robot));
        refused(sign(good()));
        jdbi.useHandle(h -> h.execute("update account set active = true where name = ?", robot));
        jdbi.useHandle(h -> h.execute(
                "update robot set expires_at = now() where account_id = (select id from account where name = ?)",
                robot));
        refused(sign(good()));
    }

    @Test
    void unknownKeyIdsAskTheIssuerOnceAMinute() {
        exchange.prove(robot, sign(good()));
        int before = issuer.keyRequests.get();
        for (int i = 0; i < 5; i++) {
            refused(TestIssuer.sign(TestIssuer.unpublishedKey("unknown-" + i), good().build()));
        }
        assertThat(issuer.keyRequests).hasValue(before + 1);
    }

    @Test
    void newKeysOfTheIssuerAreFoundAtOnce() {
        exchange.prove(robot, sign(good()));
        issuer.forgetKeys();
        assertThat(exchange.prove(robot, TestIssuer.sign(issuer.newKey(), good().build())))
                .isPresent();
        refused(sign(good()));
    }

    @Test
    void givenKeysNeedNoIssuerOnTheNetwork() {
        issuer.close();
        String name = rights.fresh("airgap");
        issuers.create(
                Accounts.SYSTEM,
                name,
                "https://" + name + ".invalid",
                json.createObjectNode().set("jwks", json.valueToTree(new JWKSet(key.toPublicJWK()).toJSONObject())));
        trusts.create(Accounts.SYSTEM, robot, name, AUDIENCE, Map.of("repository", "acme/web"));
        JWTClaimsSet.Builder claims =
                good().issuer("https://" + name + ".invalid").claim("repository", "acme/web");
        assertThat(exchange.prove(robot, sign(claims))).isPresent();
        refused(sign(claims.claim("repository", "acme/web2")));
    }

    @Test
    void deadIssuerRefusesAndLeavesARecord() {
        issuer.close();
        refused(sign(good()));
        assertThat(lastEvent()).contains("cannot be had just now");
    }

    @Test
    void privateKeysAreNotKept() {
        assertThatThrownBy(() -> issuers.create(
                        Accounts.SYSTEM,
                        rights.fresh("pasted"),
                        "https://pasted.invalid",
                        json.createObjectNode().set("jwks", json.valueToTree(new JWKSet(key).toJSONObject(false)))))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("public keys");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sub=*",
                "sub=repo:*",
                "sub=repo:acme*",
                "sub=*acme/web",
                "sub=system:serviceaccount:*",
                "repository=*",
                "repository=acme*",
                "ref=refs/heads/main",
                "aud=" + AUDIENCE,
                "iss=https://token.actions.githubusercontent.com"
            })
    void claimsThatLetInEveryoneAreRefused(String rule) {
        assertThatThrownBy(() -> trusts.create(Accounts.SYSTEM, robot, issuerName, AUDIENCE, rules(rule)))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("would let in workloads of other people");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sub=repo:acme/*",
                "sub=repo:acme/web:ref:refs/heads/main",
                "sub=project_path:acme/*",
                "sub=system:serviceaccount:ci:*",
                "repository=acme/*",
                "repository_id=123",
                "azp=ci-client"
            })
    void claimsThatNameWhoseTheyAreAreTaken(String rule) {
        assertThat(trusts.create(Accounts.SYSTEM, robot, issuerName, AUDIENCE, rules(rule)))
                .isPositive();
    }

    @Test
    void everyRuleOfATrustHasToHold() {
        ClaimRules rules = ClaimRules.check(Map.of(
                "sub", "system:serviceaccount:ci:*", "/kubernetes.io/namespace", "ci", "groups", "a*c", "run", "7"));
        Map<String, Object> claims = Map.of(
                "sub",
                "system:serviceaccount:ci:builder",
                "kubernetes.io",
                Map.of("namespace", "ci"),
                "groups",
                List.of("x", "abc"),
                "run",
                7);
        assertThat(rules.match(claims)).isTrue();
        for (String without : claims.keySet()) {
            Map<String, Object> fewer = new java.util.HashMap<>(claims);
            fewer.remove(without);
            assertThat(rules.match(fewer)).as(without).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a*b*c, axbyc, true",
        "a*b*c, abc, true",
        "a*b*c, ac, false",
        "ab*ba, aba, false",
        "*, x, true",
        "a*, a, true",
        "a.c, abc, false",
        "refs/heads/*, refs/heads/a/b, true",
        "a**b, ab, true"
    })
    void starStandsForAnyCharacters(String pattern, String value, boolean matches) {
        assertThat(ClaimPattern.matches(pattern, value)).isEqualTo(matches);
    }

    private JWTClaimsSet.Builder good() {
        return issuer.claims().audience(AUDIENCE).subject("repo:acme/web:ref:refs/heads/main");
    }

    private String sign(JWTClaimsSet.Builder claims) {
        return TestIssuer.sign(key, claims.build());
    }

    private JWSHeader.Builder header() {
        return new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID());
    }

    private void refused(String token) {
        refused(robot, token);
    }

    private void refused(String name, String token) {
        assertThat(exchange.prove(name, token)).isEmpty();
        assertThat(lastEvent()).startsWith("workload.refused " + name).doesNotContain("eyJ");
    }

    private String lastEvent() {
        return jdbi.withHandle(h -> h.createQuery("select kind, account, detail from event order by id desc limit 1")
                .map((row, _) -> row.getString(1) + " " + row.getString(2) + " " + row.getString(3))
                .one());
    }

    private String robot() {
        String name = rights.fresh("acme") + "+ci";
        jdbi.useHandle(h -> h.execute("""
                with a as (insert into account (name, kind) values (?, 'robot') returning id)
                insert into robot (account_id, created_by) select id, 'test' from a""", name));
        return name;
    }

    private static Map<String, String> rules(String rule) {
        return Map.of(rule.split("=", 2)[0], rule.split("=", 2)[1]);
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
