package dev.portcullis.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.portcullis.database.Epochs;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes the bearer tokens of the Docker token specification ("jwt.md" of distribution). */
@Singleton
final class TokenIssuer {
    /** Longer would outlive the overlap of a key. */
    private static final Duration MAX_LIFETIME = Duration.ofHours(23);

    /** A clock that differs may make the end of a credential lie in the past. */
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private final SigningKeys keys;
    private final TokenConfig config;
    private final Epochs epochs;
    private final Counter issued;

    /** A signed token and how long it is good. */
    record Issued(String token, Instant issuedAt, Duration lifetime) {
        @Override
        public String toString() {
            return "Issued[***]";
        }
    }

    /**
     * One granted entry of a scope.
     *
     * @param name as the client asked for it, since clients compare it
     * @param repositoryId the row, so that the token is void once it is deleted; null where there is none
     */
    record Grant(
            String type,
            String name,
            List<String> actions,
            @Nullable Long repositoryId) {
        public Grant {
            actions = List.copyOf(actions);
        }
    }

    TokenIssuer(SigningKeys keys, TokenConfig config, Epochs epochs, MeterRegistry meters) {
        this.issued = Counter.builder("portcullis.tokens.issued")
                .description("Bearer tokens that this node has signed")
                .register(meters);
        this.keys = keys;
        this.config = config;
        this.epochs = epochs;
        if (config.lifetime().isNegative()
                || config.lifetime().isZero()
                || config.lifetime().compareTo(MAX_LIFETIME) > 0) {
            throw new IllegalArgumentException("portcullis.token.lifetime must be more than 0 and at most 23 hours.");
        }
    }

    /**
     * Signs a token for them, or for nobody, that is good for exactly these entries, and only as long as what they
     * were proved with is.
     */
    Issued issue(Identity who, List<Grant> grants) {
        Long account = who.caller().accountIdOrNull();
        Instant now = epochs.now().truncatedTo(ChronoUnit.SECONDS);
        Duration lifetime = lifetime(now, who.credential().until());
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(config.issuer())
                .subject(account == null ? "" : Long.toString(account))
                .audience(config.service())
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now))
                .expirationTime(Date.from(now.plus(lifetime)))
                .jwtID(UUID.randomUUID().toString())
                .claim("access", grants.stream().map(TokenIssuer::entry).toList());
        if (account != null) {
            claims.claim(TokenVerifier.CREDENTIAL_CLAIM, who.credential().claim());
        }
        issued.increment();
        return new Issued(sign(claims.build()), now, lifetime);
    }

    /** Never beyond the end of what it was got with. */
    private Duration lifetime(Instant now, @Nullable Instant until) {
        if (until == null || until.isAfter(now.plus(config.lifetime()))) {
            return config.lifetime();
        }
        Duration left = Duration.between(now, until);
        return left.compareTo(SHORTEST) < 0 ? SHORTEST : left.truncatedTo(ChronoUnit.SECONDS);
    }

    private String sign(JWTClaimsSet claims) {
        SigningKeys.SigningKey key = keys.current();
        try {
            JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                    .type(JOSEObjectType.JWT)
                    .keyID(key.kid())
                    .build();
            SignedJWT token = new SignedJWT(header, claims);
            token.sign(new ECDSASigner(key.key()));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("a token could not be signed", e);
        }
    }

    private static Map<String, Object> entry(Grant grant) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("type", grant.type());
        entry.put("name", grant.name());
        entry.put("actions", grant.actions());
        if (grant.repositoryId() != null) {
            entry.put(TokenVerifier.REPOSITORY_CLAIM, grant.repositoryId());
        }
        return entry;
    }
}
