package dev.portcullis.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.portcullis.database.Epochs;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells our own tokens from all others. The key comes from our table and from nowhere else; the algorithm is ES256 and
 * no other; a header that holds more than {@code alg}, {@code kid} and {@code typ} is refused whatever it says
 * (CVE-2025-24976). What is verified here is only the token: the rights behind it are asked for on each request.
 */
@Singleton
public final class TokenVerifier {
    /** Our claim: the stamp of the password that the token was issued for. */
    static final String CREDENTIAL_CLAIM = "credential";
    /** Our member of an access entry: the row of the repository. */
    static final String REPOSITORY_CLAIM = "repository_id";
    /** The longest token in characters; a request's headers have no more room either. */
    static final int MAX_LENGTH = 16 * 1024;
    /** How far clocks may differ. */
    static final Duration LEEWAY = Duration.ofSeconds(60);

    /** Shorter than the time for which a key that signs no more still verifies. */
    private static final int HOURS_TO_FINISH = 12;

    private static final Set<String> HEADER = Set.of("alg", "kid", "typ");
    private static final int MAX_REMEMBERED = 20_000;
    /** How long a verified signature is taken for granted: a key taken out of the table stops within this. */
    private static final Duration REMEMBERED_FOR = Duration.ofSeconds(60);

    private final SigningKeys keys;
    private final TokenConfig config;
    private final Epochs epochs;
    private final Cache<Fingerprint, VerifiedToken> verified = Caffeine.newBuilder()
            .maximumSize(MAX_REMEMBERED)
            .expireAfterWrite(REMEMBERED_FOR)
            .build();

    TokenVerifier(SigningKeys keys, TokenConfig config, Epochs epochs) {
        this.keys = keys;
        this.config = config;
        this.epochs = epochs;
    }

    /** What the token says, or null unless it is ours and good now. Costs a hash and a look-up while remembered. */
    @Nullable
    VerifiedToken verify(String token) {
        if (token.length() > MAX_LENGTH) {
            return null;
        }
        Fingerprint fingerprint = Fingerprint.of(token.getBytes(StandardCharsets.UTF_8));
        VerifiedToken known = verified.getIfPresent(fingerprint);
        if (known == null) {
            known = verifyAnew(token, Duration.ZERO);
            if (known == null) {
                return null;
            }
            verified.put(fingerprint, known);
        }
        return epochs.now().toEpochMilli() < known.goodUntilMillis() ? known : null;
    }

    /**
     * What a token says that was ours and good, and expired less than {@value #HOURS_TO_FINISH} hours ago: enough to
     * finish the upload that it opened, and for nothing else. Not remembered.
     */
    @Nullable
    VerifiedToken verifyToFinish(String token) {
        return token.length() > MAX_LENGTH ? null : verifyAnew(token, Duration.ofHours(HOURS_TO_FINISH));
    }

    private @Nullable VerifiedToken verifyAnew(String token, Duration overdue) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            SigningKeys.SigningKey key = keyOf(jwt.getHeader());
            if (key == null || !jwt.verify(new ECDSAVerifier(key.key()))) {
                return null;
            }
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            return isGood(claims, overdue) ? VerifiedToken.of(claims, LEEWAY) : null;
        } catch (ParseException | JOSEException | IllegalArgumentException e) {
            return null;
        }
    }

    private SigningKeys.@Nullable SigningKey keyOf(JWSHeader header) {
        boolean ours = JWSAlgorithm.ES256.equals(header.getAlgorithm())
                && JOSEObjectType.JWT.equals(header.getType())
                && HEADER.equals(header.toJSONObject().keySet());
        String kid = header.getKeyID();
        return ours && kid != null ? keys.find(kid) : null;
    }

    private boolean isGood(JWTClaimsSet claims, Duration overdue) {
        Date expires = claims.getExpirationTime();
        Date notBefore = claims.getNotBeforeTime();
        Date issued = claims.getIssueTime();
        if (expires == null || notBefore == null || issued == null || claims.getSubject() == null) {
            return false;
        }
        Instant now = epochs.now();
        return config.issuer().equals(claims.getIssuer())
                && List.of(config.service()).equals(claims.getAudience())
                && now.isBefore(expires.toInstant().plus(LEEWAY).plus(overdue))
                && !now.isBefore(notBefore.toInstant().minus(LEEWAY))
                && !now.isBefore(issued.toInstant().minus(LEEWAY));
    }
}
