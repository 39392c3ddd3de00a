package dev.portcullis.identity.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.portcullis.egress.EgressClient;
import dev.portcullis.egress.EgressException;
import dev.portcullis.testing.TestIssuer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** SEC-K: tokens of strangers, whatever they hold. Only what the key has signed is ever taken, and as it was signed. */
class SignedTokensFuzzTest {
    private static final Set<String> TYPES = Set.of("jwt");
    private static final RSAKey KEY = TestIssuer.unpublishedKey("k");
    private static final KeyPlace PLACE = new KeyPlace.Given(new JWKSet(KEY.toPublicJWK()));
    private static final String GOOD = TestIssuer.sign(
            KEY,
            new JWTClaimsSet.Builder()
                    .issuer("https://i.example")
                    .subject("job")
                    .build());

    private final SignedTokens tokens = new SignedTokens(
            new IssuerKeys(new PublishedDocuments(new EgressClient(Optional.empty())), new ObjectMapper()));

    record Change(int kind, int at, char letter) {}

    @Property(tries = 3_000)
    void aChangedTokenIsRefusedOrTheSame(@ForAll("changes") Change change) throws EgressException {
        int at = change.at() % GOOD.length();
        String changed = switch (change.kind()) {
            case 0 -> GOOD.substring(0, at) + change.letter() + GOOD.substring(at + 1);
            case 1 -> GOOD.substring(0, at);
            case 2 -> GOOD.substring(0, at) + GOOD.substring(at / 2);
            default -> GOOD.substring(0, at) + change.letter() + GOOD.substring(at);
        };
        try {
            assertThat(tokens.verify(changed, PLACE, TYPES).getSubject()).isEqualTo("job");
            // Base64 lets a letter's unused bits vary, and Nimbus skips what is none of its letters: the octets are
            // those
            // that were signed.
            assertThat(octets(changed)).isEqualTo(octets(GOOD));
        } catch (TokenRefusedException e) {
            assertThat(e.why()).doesNotContain("eyJ");
        }
    }

    @Property(tries = 3_000)
    void anyHeaderAndClaimsAreRefused(@ForAll("json") String header, @ForAll("json") String claims, @ForAll byte[] end)
            throws EgressException {
        String token = base64(header.getBytes(StandardCharsets.UTF_8)) + "."
                + base64(claims.getBytes(StandardCharsets.UTF_8)) + "." + base64(end);
        refused(token);
    }

    @Property(tries = 3_000)
    void anyTextIsRefused(@ForAll String text) throws EgressException {
        refused(text);
        refused(text + "." + text + "." + text);
    }

    @Property(tries = 30)
    void longTokensTakeNoTime(@ForAll("long") String text) throws EgressException {
        long start = System.nanoTime();
        refused(text);
        assertThat(System.nanoTime() - start).isLessThan(2_000_000_000L);
    }

    private void refused(String token) throws EgressException {
        try {
            SignedTokens.unverified(token);
        } catch (TokenRefusedException e) {
            assertThat(e.why()).isNotBlank();
        }
        try {
            tokens.verify(token, PLACE, TYPES);
            throw new AssertionError("taken: " + token);
        } catch (TokenRefusedException e) {
            assertThat(e.why()).isNotBlank();
        }
    }

    private static String octets(String token) {
        StringBuilder all = new StringBuilder();
        for (String part : token.split("\\.", -1)) {
            all.append(Base64.getEncoder().encodeToString(new com.nimbusds.jose.util.Base64URL(part).decode()))
                    .append('.');
        }
        return all.toString();
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Provide
    Arbitrary<Change> changes() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(0, 1 << 20),
                        Arbitraries.oneOf(
                                Arbitraries.chars().alpha().numeric().with('-', '_', '.', '=', '+', '/'),
                                Arbitraries.chars().all()))
                .as(Change::new);
    }

    @Provide
    Arbitrary<String> json() {
        Arbitrary<String> names = Arbitraries.of(
                "alg", "kid", "typ", "crit", "jwk", "jku", "x5c", "x5u", "b64", "iss", "sub", "aud", "exp", "nbf",
                "iat", "zip");
        Arbitrary<String> values = Arbitraries.of(
                "\"RS256\"",
                "\"none\"",
                "\"HS256\"",
                "\"ES256\"",
                "\"EdDSA\"",
                "\"k\"",
                "\"JWT\"",
                "1",
                "-1",
                "1e999",
                "true",
                "null",
                "{}",
                "[]",
                "[\"exp\"]",
                "\"\"",
                "\"http://127.0.0.1/\"",
                "\"\\ud800\"",
                "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}",
                "\"x\"");
        Arbitrary<String> objects = Combinators.combine(names, values)
                .as((name, value) -> "\"" + name + "\":" + value)
                .list()
                .ofMaxSize(6)
                .map(fields -> "{" + String.join(",", fields) + "}");
        return Arbitraries.oneOf(objects, values, Arbitraries.strings().ofMaxLength(10));
    }

    @Provide("long")
    Arbitrary<String> longTexts() {
        return Arbitraries.of("a", ".", "=", "eyJ", "a.", base64("[".repeat(300).getBytes(StandardCharsets.UTF_8)))
                .flatMap(part -> Arbitraries.of(5_000, 200_000).map(times -> part.repeat(times)));
    }
}
