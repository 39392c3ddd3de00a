package dev.portcullis.auth;

import dev.portcullis.access.Account;
import dev.portcullis.access.Action;
import dev.portcullis.access.Caller;
import dev.portcullis.access.LiveAccounts;
import dev.portcullis.access.MachineCredentials;
import dev.portcullis.error.RegistryException;
import dev.portcullis.event.Actor;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ServerHttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who asks, from {@code Authorization} alone: Bearer or Basic, never a cookie; but for the pages, where it is
 * the cookie alone. Credentials that are wrong
 * are refused, even where none were needed: to answer as if there were none would hide the mistake.
 *
 * <p>Runs on the thread of the endpoint. While what it needs is remembered it costs a hash and two look-ups.
 */
@Singleton
final class Authentication {
    private static final String BEARER = "Bearer ";
    private static final String BASIC = "Basic ";

    private final TokenVerifier tokens;
    private final ClientSignIn signIn;
    private final LiveAccounts accounts;
    private final LiveCredentials credentials;
    private final SourceAddress addresses;
    private final UploadOpeners uploads;
    private final Challenges challenges;
    private final PageVisitors visitors;
    private final CurrentAccess current;

    Authentication(
            TokenVerifier tokens,
            ClientSignIn signIn,
            LiveAccounts accounts,
            LiveCredentials credentials,
            SourceAddress addresses,
            UploadOpeners uploads,
            Challenges challenges,
            PageVisitors visitors,
            CurrentAccess current) {
        this.tokens = tokens;
        this.signIn = signIn;
        this.accounts = accounts;
        this.credentials = credentials;
        this.addresses = addresses;
        this.uploads = uploads;
        this.challenges = challenges;
        this.visitors = visitors;
        this.current = current;
    }

    /** Fills {@link CurrentAccess}, or throws the challenge that the client gets. */
    void check(EndpointRule rule, ResteasyReactiveRequestContext request) {
        ServerHttpRequest http = request.serverRequest();
        if (rule.bySession() || rule instanceof EndpointRule.Open) {
            visitors.check(rule, http.unwrap(HttpServerRequest.class));
            return;
        }
        String header = http.getRequestHeader("Authorization");
        if (header == null) {
            return;
        }
        Identity identity = identify(header, http.unwrap(HttpServerRequest.class), uploadOf(rule, request));
        if (identity == null) {
            throw refuse(http, header, ScopeOfRequest.of(rule, request));
        }
        current.identity(identity);
        if (identity.caller() instanceof Caller.SignedIn in) {
            Actor.set(Actor.current()
                    .provedToBe(in.accountId(), in.name(), identity.credential().told()));
        }
        String warning = ExpiryWarning.of(identity.credential());
        if (warning != null) {
            request.serverResponse().setResponseHeader(ExpiryWarning.HEADER, warning);
        }
    }

    private RegistryException refuse(ServerHttpRequest http, String header, String scope) {
        return startsWith(header, BEARER) ? challenges.invalidToken(http, scope) : challenges.signIn(http, scope);
    }

    private @Nullable Identity identify(String header, HttpServerRequest http, @Nullable String upload) {
        if (startsWith(header, BEARER)) {
            return byBearer(header.substring(BEARER.length()).strip(), http, upload);
        }
        if (startsWith(header, BASIC)) {
            BasicCredentials basic =
                    BasicCredentials.parse(header.substring(BASIC.length()).strip());
            ClientSignIn.Proof proof = basic == null ? null : signIn.signIn(basic.name(), basic.password(), http);
            return proof == null ? null : identity(proof);
        }
        return null;
    }

    /** A bearer token that we issued, or an access token or robot's secret as it is. */
    private @Nullable Identity byBearer(String text, HttpServerRequest http, @Nullable String upload) {
        if (MachineCredentials.isSecret(text)) {
            ClientSignIn.Proof proof = signIn.bySecretAlone(text, http);
            return proof == null ? null : identity(proof);
        }
        VerifiedToken token = tokens.verify(text);
        if (token == null) {
            token = toFinishAnUpload(text, upload);
        }
        if (token == null) {
            return null;
        }
        Long accountId = token.accountId();
        if (accountId == null) {
            return new Identity(new Caller.Anonymous(), Credential.NONE, token.scope(), token.id());
        }
        Account account = accounts.find(accountId);
        if (account == null || !account.active()) {
            return null;
        }
        Credential credential = credentials.find(account, token.credential(), addresses.of(http));
        return credential == null
                ? null
                : new Identity(
                        new Caller.SignedIn(account.id(), account.name()), credential, token.scope(), token.id());
    }

    /** A token that has expired is good for the upload that it opened, and for nothing else. */
    private @Nullable VerifiedToken toFinishAnUpload(String text, @Nullable String upload) {
        VerifiedToken token = upload == null ? null : tokens.verifyToFinish(text);
        Long account = token == null ? null : token.accountId();
        return token != null && upload != null && account != null && uploads.opened(upload, account, token.id())
                ? token
                : null;
    }

    private static Identity identity(ClientSignIn.Proof proof) {
        return new Identity(
                new Caller.SignedIn(proof.account().id(), proof.account().name()), proof.credential());
    }

    /** The upload that the request goes on with; null for any other request. */
    private static @Nullable String uploadOf(EndpointRule rule, ResteasyReactiveRequestContext request) {
        return rule instanceof EndpointRule.OnRepository on && on.action() == Action.PUSH
                ? request.getPathParameter("upload", false)
                : null;
    }

    /** The scheme is compared without regard to case (RFC 9110, 11.1). */
    private static boolean startsWith(String header, String scheme) {
        return header.regionMatches(true, 0, scheme, 0, scheme.length());
    }
}
