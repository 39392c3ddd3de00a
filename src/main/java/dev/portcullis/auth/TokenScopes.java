package dev.portcullis.auth;

import dev.portcullis.access.AccessControl;
import dev.portcullis.access.Action;
import dev.portcullis.access.Caller;
import dev.portcullis.access.RepositoryAccess;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.reference.RepositoryName;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns the scopes that a client asks for into those it gets: {@code repository:name:actions}, {@code
 * repository(class):name:actions} and {@code registry:catalog:*} of "scope.md" of distribution. What is unknown,
 * malformed or forbidden is left out, all in the same way, so that asking tells nothing.
 */
@Singleton
final class TokenScopes {
    /** The right to list repositories. */
    static final String CATALOG = "registry:catalog:*";
    /** More than any client asks for: a mount needs two. */
    static final int MAX_SCOPES = 32;

    private final AccessControl control;

    TokenScopes(AccessControl control) {
        this.control = control;
    }

    /** The entries to put into the token. {@link ErrorCode#REQUEST_INVALID} when more than 32 are asked for. */
    List<TokenIssuer.Grant> grant(Identity who, List<String> asked) {
        Set<String> scopes = new LinkedHashSet<>();
        for (String parameter : asked) {
            for (String scope : parameter.split(" ", MAX_SCOPES + 2)) {
                if (!scope.isEmpty()) {
                    scopes.add(scope);
                }
            }
            if (scopes.size() > MAX_SCOPES) {
                throw new RegistryException(
                        ErrorCode.REQUEST_INVALID, "At most " + MAX_SCOPES + " scopes may be asked for at once.");
            }
        }
        List<TokenIssuer.Grant> grants = new ArrayList<>();
        for (String scope : scopes) {
            TokenIssuer.Grant grant = scope.equals(CATALOG) ? catalog(who.caller()) : repository(who, scope);
            if (grant != null) {
                grants.add(grant);
            }
        }
        return grants;
    }

    private static TokenIssuer.@Nullable Grant catalog(Caller caller) {
        return caller instanceof Caller.Anonymous
                ? null
                : new TokenIssuer.Grant("registry", "catalog", List.of("*"), null);
    }

    private TokenIssuer.@Nullable Grant repository(Identity who, String scope) {
        int first = scope.indexOf(':');
        int last = scope.lastIndexOf(':');
        if (first == last || !isRepositoryType(scope.substring(0, first))) {
            return null;
        }
        String asked = scope.substring(first + 1, last);
        RepositoryAccess access;
        try {
            access = who.byCredential(control.decide(who.caller(), RepositoryName.parse(asked)));
        } catch (RegistryException e) {
            return null;
        }
        List<String> wanted = List.of(scope.substring(last + 1).split(",", Action.values().length + 2));
        List<String> granted = new ArrayList<>();
        for (Action action : Action.values()) {
            if (action.inTokens()
                    && access.allows(action)
                    && (wanted.contains(action.wireName()) || wanted.contains("*"))) {
                granted.add(action.wireName());
            }
        }
        return granted.isEmpty() ? null : new TokenIssuer.Grant("repository", asked, granted, access.id());
    }

    /** {@code repository}, or with a class such as {@code repository(plugin)}, which we do not tell apart. */
    private static boolean isRepositoryType(String type) {
        return type.equals("repository") || (type.startsWith("repository(") && type.endsWith(")"));
    }
}
