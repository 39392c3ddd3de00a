package dev.portcullis.auth;

import dev.portcullis.access.Account;
import dev.portcullis.access.Caller;
import dev.portcullis.access.LiveAccounts;
import dev.portcullis.error.RegistryException;
import jakarta.inject.Singleton;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ServerHttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who asks, from {@code Authorization} alone: Bearer or Basic, never a cookie. Credentials that are wrong
 * are refused, even where none were needed: to answer as if there were none would hide the mistake.
 *
 * <p>Runs on the thread of the endpoint. While what it needs is remembered it costs a hash and two look-ups.
 */
@Singleton
final class Authentication {
    private static final String BEARER = "Bearer ";
    private static final String BASIC = "Basic ";

    private final TokenVerifier tokens;
    private final PasswordAuthenticator passwords;
    private final LiveAccounts accounts;
    private final Challenges challenges;
    private final CurrentAccess current;

    Authentication(
            TokenVerifier tokens,
            PasswordAuthenticator passwords,
            LiveAccounts accounts,
            Challenges challenges,
            CurrentAccess current) {
        this.tokens = tokens;
        this.passwords = passwords;
        this.accounts = accounts;
        this.challenges = challenges;
        this.current = current;
    }

    /** Fills {@link CurrentAccess}, or throws the challenge that the client gets. */
    void check(EndpointRule rule, ResteasyReactiveRequestContext request) {
        ServerHttpRequest http = request.serverRequest();
        String header = http.getRequestHeader("Authorization");
        if (header == null) {
            return;
        }
        Identity identity = identify(header);
        if (identity == null) {
            throw refuse(http, header, ScopeOfRequest.of(rule, request));
        }
        current.identity(identity);
    }

    private RegistryException refuse(ServerHttpRequest http, String header, String scope) {
        return startsWith(header, BEARER) ? challenges.invalidToken(http, scope) : challenges.signIn(http, scope);
    }

    private @Nullable Identity identify(String header) {
        if (startsWith(header, BEARER)) {
            return byToken(header.substring(BEARER.length()).strip());
        }
        if (startsWith(header, BASIC)) {
            BasicCredentials basic =
                    BasicCredentials.parse(header.substring(BASIC.length()).strip());
            Account account = basic == null ? null : passwords.authenticate(basic.name(), basic.password());
            return account == null ? null : new Identity(new Caller.SignedIn(account.id(), account.name()), null);
        }
        return null;
    }

    private @Nullable Identity byToken(String text) {
        VerifiedToken token = tokens.verify(text);
        if (token == null) {
            return null;
        }
        Long accountId = token.accountId();
        if (accountId == null) {
            return new Identity(new Caller.Anonymous(), token.scope());
        }
        Account account = accounts.find(accountId);
        if (account == null || !account.active() || !account.credentialStamp().equals(token.credential())) {
            return null;
        }
        return new Identity(new Caller.SignedIn(account.id(), account.name()), token.scope());
    }

    /** The scheme is compared without regard to case (RFC 9110, 11.1). */
    private static boolean startsWith(String header, String scheme) {
        return header.regionMatches(true, 0, scheme, 0, scheme.length());
    }
}
