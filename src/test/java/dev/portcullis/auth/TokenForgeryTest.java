package dev.portcullis.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.portcullis.access.Account;
import dev.portcullis.access.Caller;
import dev.portcullis.access.LiveAccounts;
import dev.portcullis.access.Rights;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens that look like ours and are not. The good one is tried first, so that a refusal has one reason only. */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class TokenForgeryTest {
    @Inject
    SigningKeys keys;

    @Inject
    LiveAccounts accounts;

    @Inject
    Rights rights;

    private Account account = new Account(0, "", Account.Kind.USER, false, false, false, "");

    @BeforeEach
    void someone() {
        Caller.SignedIn user = rights.user("forged");
        account = Objects.requireNonNull(accounts.find(user.accountId()));
    }

    @Test
    void ourOwnIsTaken() throws JOSEException {
        assertThat(status(signed(header().build(), claims().build(), ourKey()))).isEqualTo(200);
    }

    @Test
    void keysInTheHeaderAreNeverUsed() throws JOSEException {
        ECKey theirs =
                new ECKeyGenerator(Curve.P_256).keyID(ourKey().getKeyID()).generate();
        refused(header().jwk(theirs.toPublicJWK()).build(), theirs);
        refused(header().jwkURL(URI.create("http://127.0.0.1:9/keys")).build(), theirs);
        refused(header().x509CertURL(URI.create("http://127.0.0.1:9/cert")).build(), theirs);
        refused(header().x509CertChain(List.of(Base64.encode("cert"))).build(), theirs);
        refused(header().build(), theirs);
        // Even beside a good signature such a header is refused: nobody has a reason to send it.
        refused(header().jwk(ourKey().toPublicJWK()).build(), ourKey());
        refused(header().customParam("x", "y").build(), ourKey());
    }

    @Test
    void keyIdsThatAreNotOursAreRefused() throws JOSEException {
        for (String kid : List.of("", "x", "../../etc/passwd", "' or '1'='1", "\0", "k".repeat(5_000))) {
            refused(
                    new JWSHeader.Builder(JWSAlgorithm.ES256)
                            .type(JOSEObjectType.JWT)
                            .keyID(kid)
                            .build(),
                    ourKey());
        }
        refused(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(JOSEObjectType.JWT)
                        .build(),
                ourKey());
    }

    @Test
    void otherAlgorithmsAreRefused() throws JOSEException {
        String kid = ourKey().getKeyID();
        byte[] publicKey = ourKey().toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8);
        SignedJWT hs256 = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .type(JOSEObjectType.JWT)
                        .keyID(kid)
                        .build(),
                claims().build());
        hs256.sign(new MACSigner(publicKey));
        assertThat(status(hs256.serialize())).isEqualTo(401);
        RSAKey rsa = new RSAKeyGenerator(2048).keyID(kid).generate();
        SignedJWT rs256 = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .type(JOSEObjectType.JWT)
                        .keyID(kid)
                        .build(),
                claims().build());
        rs256.sign(new RSASSASigner(rsa));
        assertThat(status(rs256.serialize())).isEqualTo(401);
        for (String alg : List.of("none", "None", "es256", "ES384", "ES256K", "")) {
            String header = "{\"alg\":\"" + alg + "\",\"typ\":\"JWT\",\"kid\":\"" + kid + "\"}";
            String body = Base64URL.encode(header) + "."
                    + Base64URL.encode(claims().build().toString());
            assertThat(status(body + ".")).as(alg).isEqualTo(401);
            assertThat(status(body + "." + Base64URL.encode(new byte[64])))
                    .as(alg)
                    .isEqualTo(401);
        }
    }

    @Test
    void signatureOfZerosIsRefused() throws JOSEException {
        String good = signed(header().build(), claims().build(), ourKey());
        String body = good.substring(0, good.lastIndexOf('.') + 1);
        assertThat(status(body + Base64URL.encode(new byte[64]))).isEqualTo(401);
        assertThat(status(body)).isEqualTo(401);
        assertThat(status(good.substring(0, good.length() - 4) + "AAAA")).isEqualTo(401);
    }

    @Test
    void claimsMustBeRight() throws JOSEException {
        Instant now = Instant.now();
        Map<String, UnaryOperator<JWTClaimsSet.Builder>> wrong = new LinkedHashMap<>();
        wrong.put("no iss", c -> c.issuer(null));
        wrong.put("other iss", c -> c.issuer("else"));
        wrong.put("no aud", c -> c.audience((String) null));
        wrong.put("other aud", c -> c.audience("else"));
        wrong.put("two aud", c -> c.audience(List.of("portcullis", "else")));
        wrong.put("no exp", c -> c.expirationTime(null));
        wrong.put("no nbf", c -> c.notBeforeTime(null));
        wrong.put("no iat", c -> c.issueTime(null));
        wrong.put("no sub", c -> c.subject(null));
        wrong.put("sub of nobody", c -> c.subject("999999999"));
        wrong.put("sub by name", c -> c.subject(account.name()));
        wrong.put("no access", c -> c.claim("access", null));
        wrong.put("access no list", c -> c.claim("access", "repository:a/b:pull"));
        wrong.put("other credential", c -> c.claim("credential", "x"));
        wrong.put("expired", c -> c.expirationTime(Date.from(now.minusSeconds(120))));
        wrong.put("not yet", c -> c.notBeforeTime(Date.from(now.plusSeconds(120))));
        wrong.put("from the future", c -> c.issueTime(Date.from(now.plusSeconds(120))));
        for (var entry : wrong.entrySet()) {
            String token =
                    signed(header().build(), entry.getValue().apply(claims()).build(), ourKey());
            assertThat(status(token)).as(entry.getKey()).isEqualTo(401);
        }
    }

    @Test
    void clocksMayDifferByLessThanAMinute() throws JOSEException {
        Instant now = Instant.now();
        String late = signed(
                header().build(),
                claims().expirationTime(Date.from(now.minusSeconds(40))).build(),
                ourKey());
        assertThat(status(late)).isEqualTo(200);
        String early = signed(
                header().build(),
                claims().notBeforeTime(Date.from(now.plusSeconds(40)))
                        .issueTime(Date.from(now.plusSeconds(40)))
                        .build(),
                ourKey());
        assertThat(status(early)).isEqualTo(200);
    }

    @Test
    void whatIsNoTokenIsRefused() {
        for (String text : List.of("", ".", "..", "a.b.c", "a.b.c.d", "é.é.é", "x".repeat(8_000))) {
            assertThat(status(text)).as(text).isEqualTo(401);
        }
    }

    private void refused(JWSHeader header, ECKey key) throws JOSEException {
        assertThat(status(signed(header, claims().build(), key)))
                .as(header.toString())
                .isEqualTo(401);
    }

    private int status(String token) {
        return Registry.bearer(token).get("/v2/").statusCode();
    }

    private ECKey ourKey() {
        return keys.current().key();
    }

    private JWSHeader.Builder header() {
        return new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(JOSEObjectType.JWT)
                .keyID(ourKey().getKeyID());
    }

    private JWTClaimsSet.Builder claims() {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer("portcullis")
                .audience("portcullis")
                .subject(Long.toString(account.id()))
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)))
                .claim("credential", Credential.PASSWORD + account.credentialStamp())
                .claim("access", List.of());
    }

    private static String signed(JWSHeader header, JWTClaimsSet claims, ECKey key) throws JOSEException {
        SignedJWT token = new SignedJWT(header, claims);
        token.sign(new ECDSASigner(key));
        return token.serialize();
    }
}
