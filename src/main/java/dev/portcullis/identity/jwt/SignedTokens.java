package dev.portcullis.identity.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.portcullis.egress.EgressException;
import jakarta.inject.Singleton;
import java.text.ParseException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Checks who signed a token. The key comes from the issuer's own set and from nowhere else: what the token says of keys
 * ({@code jwk}, {@code jku}, {@code x5u}, {@code x5c}) is not looked at. Algorithms are those of public keys; {@code
 * none} and the HMACs are not among them, since for these a public key would be the secret. What the claims say is for
 * the caller to judge.
 */
@Singleton
public final class SignedTokens {
    /** The algorithms that are taken, for the requests that name them. */
    public static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256, JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519);

    /** The longest token in characters. Those of Kubernetes and of people in many groups have about 4,000. */
    public static final int MAX_LENGTH = 16 * 1024;

    private static final int MIN_RSA_BITS = 2048;
    /** Of a token without a key id this many keys are tried. */
    private static final int MAX_TRIED = 5;

    private final IssuerKeys issuers;

    public SignedTokens(IssuerKeys issuers) {
        this.issuers = issuers;
    }

    /**
     * The claims of a token that one of these keys has signed. {@code types} are the values of {@code typ} that are
     * taken, in small letters; a token without one is taken as well.
     *
     * @throws EgressException when the keys cannot be had, which says nothing about the token
     */
    public JWTClaimsSet verify(String token, KeyPlace place, Set<String> types)
            throws TokenRefusedException, EgressException {
        SignedJWT jwt = parse(token);
        JWSHeader header = jwt.getHeader();
        checkHeader(header, types);
        List<JWK> keys = candidates(issuers.keys(place, false), header);
        if (keys.isEmpty()) {
            keys = candidates(issuers.keys(place, true), header);
        }
        if (keys.isEmpty()) {
            throw new TokenRefusedException("no key of its issuer has its key id and algorithm");
        }
        for (JWK key : keys) {
            if (isSignedBy(jwt, key)) {
                return claims(jwt);
            }
        }
        throw new TokenRefusedException("its signature is wrong");
    }

    /** Reads a token that nothing is known of yet, such as to find out which issuer to ask. */
    public static JWTClaimsSet unverified(String token) throws TokenRefusedException {
        return claims(parse(token));
    }

    private static SignedJWT parse(String token) throws TokenRefusedException {
        if (token.length() > MAX_LENGTH) {
            throw new TokenRefusedException("it is longer than " + MAX_LENGTH + " characters");
        }
        try {
            return SignedJWT.parse(token);
        } catch (ParseException | RuntimeException e) {
            // The library has a NullPointerException for a header that is the word null.
            throw new TokenRefusedException("it is no signed JWT");
        }
    }

    private static JWTClaimsSet claims(SignedJWT jwt) throws TokenRefusedException {
        try {
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            if (claims != null) {
                return claims;
            }
        } catch (ParseException | RuntimeException e) {
            // told below
        }
        throw new TokenRefusedException("its claims are no JSON object");
    }

    private static void checkHeader(JWSHeader header, Set<String> types) throws TokenRefusedException {
        if (!ALGORITHMS.contains(header.getAlgorithm())) {
            throw new TokenRefusedException("its algorithm is not one of RS256, PS256, ES256 and EdDSA");
        }
        if (header.getCriticalParams() != null && !header.getCriticalParams().isEmpty()) {
            throw new TokenRefusedException("its header demands an extension");
        }
        if (header.getType() != null
                && !types.contains(header.getType().getType().toLowerCase(Locale.ROOT))) {
            throw new TokenRefusedException("it is a token of another type");
        }
    }

    private static List<JWK> candidates(JWKSet set, JWSHeader header) {
        String kid = header.getKeyID();
        return set.getKeys().stream()
                .filter(key -> kid == null || kid.equals(key.getKeyID()))
                .filter(key -> key.getKeyUse() == null || KeyUse.SIGNATURE.equals(key.getKeyUse()))
                .filter(key -> key.getAlgorithm() == null || key.getAlgorithm().equals(header.getAlgorithm()))
                .filter(key -> fits(key, header.getAlgorithm()))
                .limit(MAX_TRIED)
                .toList();
    }

    private static boolean fits(JWK key, JWSAlgorithm algorithm) {
        return switch (key) {
            case RSAKey rsa -> JWSAlgorithm.Family.RSA.contains(algorithm) && rsa.size() >= MIN_RSA_BITS;
            case ECKey ec -> JWSAlgorithm.ES256.equals(algorithm) && Curve.P_256.equals(ec.getCurve());
            case OctetKeyPair pair ->
                JWSAlgorithm.Family.ED.contains(algorithm) && Curve.Ed25519.equals(pair.getCurve());
            default -> false;
        };
    }

    private static boolean isSignedBy(SignedJWT jwt, JWK key) {
        try {
            JWSVerifier verifier = switch (key) {
                case RSAKey rsa -> new RSASSAVerifier(rsa);
                case ECKey ec -> new ECDSAVerifier(ec);
                case OctetKeyPair pair -> new Ed25519Check(pair);
                default -> throw new JOSEException("unreachable: only keys that fit are tried");
            };
            return jwt.verify(verifier);
        } catch (JOSEException e) {
            return false;
        }
    }
}
