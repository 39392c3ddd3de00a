package dev.portcullis.identity.oidc;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.portcullis.identity.ExternalPerson;
import dev.portcullis.identity.jwt.TokenRefusedException;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a person out of the claims of an ID token. */
final class PersonClaims {
    private static final int MAX_LENGTH = 200;
    private static final int MAX_SUBJECT = 255; // OpenID Connect Core 1.0, section 2
    private static final int MAX_GROUPS = 5000;

    private PersonClaims() {}

    static ExternalPerson read(JWTClaimsSet claims, OidcSettings settings) throws TokenRefusedException {
        String subject = claims.getSubject();
        if (subject == null || subject.isEmpty() || subject.length() > MAX_SUBJECT) {
            throw new TokenRefusedException("it names no subject");
        }
        String login = text(claims, settings.loginClaim());
        if (login.isEmpty()) {
            throw new TokenRefusedException("it has no claim " + settings.loginClaim()
                    + ": let the provider send it, or name another one as loginClaim");
        }
        return new ExternalPerson(
                subject,
                login,
                text(claims, settings.nameClaim()),
                text(claims, settings.emailClaim()),
                groups(claims, settings.groupsClaim()));
    }

    private static String text(JWTClaimsSet claims, String name) {
        String text = find(claims.getClaims(), name) instanceof String value ? value.strip() : "";
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH);
    }

    /** Without the claim there are no groups: what providers send of somebody who is in none differs. */
    private static @Nullable Set<String> groups(JWTClaimsSet claims, String name) throws TokenRefusedException {
        if (name.isEmpty()) {
            return null;
        }
        // Entra names the groups elsewhere when there are more than 200; to take that for none would remove everyone.
        if (claims.getClaim("_claim_names") instanceof Map<?, ?> elsewhere && elsewhere.containsKey(name)) {
            throw new TokenRefusedException(
                    "the person is in more groups than fit: let the provider send those of this application only");
        }
        return switch (find(claims.getClaims(), name)) {
            case String one -> Set.of(one);
            case Collection<?> several
            when several.size() <= MAX_GROUPS ->
                several.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .collect(Collectors.toUnmodifiableSet());
            case null -> Set.of();
            default -> throw new TokenRefusedException("its claim " + name + " is no list of groups");
        };
    }

    /** A claim of that very name, else claims within claims: {@code realm_access.roles}. */
    private static @Nullable Object find(Map<String, Object> claims, String name) {
        if (claims.containsKey(name)) {
            return claims.get(name);
        }
        Object at = claims;
        for (String step : name.split("\\.", -1)) {
            at = at instanceof Map<?, ?> map ? map.get(step) : null;
        }
        return at;
    }
}
