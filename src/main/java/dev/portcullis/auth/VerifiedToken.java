package dev.portcullis.auth;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.portcullis.access.Action;
import dev.portcullis.error.RegistryException;
import dev.portcullis.reference.RepositoryName;
import java.text.ParseException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one of our tokens says.
 *
 * @param id {@code jti}; empty where it has none
 * @param accountId null for a token of nobody
 * @param credential the stamp that the account must still have
 * @param goodUntilMillis milliseconds since 1970, leeway included
 */
record VerifiedToken(String id, @Nullable Long accountId, String credential, long goodUntilMillis, TokenScope scope) {

    static VerifiedToken of(JWTClaimsSet claims, Duration leeway) throws ParseException {
        String subject = claims.getSubject();
        String credential = claims.getStringClaim(TokenVerifier.CREDENTIAL_CLAIM);
        String id = claims.getJWTID();
        return new VerifiedToken(
                id == null ? "" : id,
                subject.isEmpty() ? null : Long.valueOf(subject),
                credential == null ? "" : credential,
                claims.getExpirationTime().toInstant().plus(leeway).toEpochMilli(),
                scope(claims));
    }

    private static TokenScope scope(JWTClaimsSet claims) throws ParseException {
        Map<RepositoryName, TokenScope.Entry> repositories = new HashMap<>();
        boolean catalog = false;
        if (!(claims.getClaim("access") instanceof List<?> access)) {
            throw new ParseException("no access claim", 0);
        }
        for (Object item : access) {
            if (!(item instanceof Map<?, ?> entry) || !(entry.get("actions") instanceof List<?> actions)) {
                throw new ParseException("an access entry is malformed", 0);
            }
            if ("registry".equals(entry.get("type"))) {
                catalog |= "catalog".equals(entry.get("name")) && actions.contains("*");
            } else if ("repository".equals(entry.get("type")) && entry.get("name") instanceof String name) {
                add(repositories, name, actions, entry.get(TokenVerifier.REPOSITORY_CLAIM));
            }
        }
        return new TokenScope(repositories, catalog);
    }

    /** One repository may stand there under two spellings; what is said of it adds up. */
    private static void add(
            Map<RepositoryName, TokenScope.Entry> repositories,
            String asked,
            List<?> actions,
            @Nullable Object repositoryId)
            throws ParseException {
        Set<Action> known = EnumSet.noneOf(Action.class);
        for (Action action : Action.values()) {
            if (action.inTokens() && actions.contains(action.wireName())) {
                known.add(action);
            }
        }
        try {
            RepositoryName name = RepositoryName.parse(asked);
            TokenScope.Entry before = repositories.get(name);
            if (before != null) {
                known.addAll(before.actions());
            }
            Long id = repositoryId instanceof Number number ? (Long) number.longValue() : null;
            repositories.put(name, new TokenScope.Entry(known, id));
        } catch (RegistryException e) {
            throw new ParseException("not a repository name", 0);
        }
    }
}
