package dev.portcullis.auth;

import dev.portcullis.access.Account;
import dev.portcullis.access.LiveAccounts;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.event.AccessLog;
import dev.portcullis.event.Actor;
import dev.portcullis.reference.RepositoryName;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Signs people in with a browser: name and password first, then a one-time code where the account asks for one. Every
 * sign-in opens a new session and ends the one that the browser had, so nobody can be made to use a session that
 * somebody else knows.
 */
@Singleton
public final class BrowserSignIn {

    /** How an attempt went. */
    public sealed interface Outcome {}

    /** Signed in; the value goes into the session cookie. */
    public record Opened(String session) implements Outcome {
        @Override
        public String toString() {
            return "Opened[***]";
        }
    }

    /** The password was right, and a code is needed; the value is handed to {@link #withCode}. */
    public record CodeNeeded(String pending) implements Outcome {
        @Override
        public String toString() {
            return "CodeNeeded[***]";
        }
    }

    /** Wrong; what was wrong is not told. */
    public record Refused() implements Outcome {}

    /** The first step is too old, or what it rested on has changed since. */
    public record StartAgain() implements Outcome {}

    private final PasswordAuthenticator passwords;
    private final SecondFactors secondFactors;
    private final PendingSignIns pending;
    private final Sessions sessions;
    private final SessionCookies cookies;
    private final LiveAccounts accounts;
    private final SignInLimits limits;
    private final SourceAddress addresses;
    private final AccessLog accessLog;
    private final Jdbi jdbi;

    BrowserSignIn(
            PasswordAuthenticator passwords,
            SecondFactors secondFactors,
            PendingSignIns pending,
            Sessions sessions,
            SessionCookies cookies,
            LiveAccounts accounts,
            SignInLimits limits,
            SourceAddress addresses,
            AccessLog accessLog,
            Jdbi jdbi) {
        this.passwords = passwords;
        this.secondFactors = secondFactors;
        this.pending = pending;
        this.sessions = sessions;
        this.cookies = cookies;
        this.accounts = accounts;
        this.limits = limits;
        this.addresses = addresses;
        this.accessLog = accessLog;
        this.jdbi = jdbi;
    }

    /**
     * The first step. {@link ErrorCode#TOOMANYREQUESTS} after many failures, {@link ErrorCode#UNAVAILABLE}, {@link
     * ErrorCode#DENIED} and {@link ErrorCode#CONFLICT} as an identity source says.
     */
    public Outcome withPassword(String name, String password, HttpServerRequest request) {
        String address = addresses.of(request);
        limits.check(name, address, () -> accounts.isAdministrator(name));
        PasswordAuthenticator.Person person = passwords.authenticate(name, password, address);
        if (person == null) {
            limits.failed(name, address);
            accessLog.signInRefused(known(name), "name or password is wrong, in a browser");
            return new Refused();
        }
        limits.succeeded(name, address);
        if (person.secondFactor()) {
            return new CodeNeeded(
                    pending.seal(person.account().id(), person.credential().claim()));
        }
        return open(
                person.account(),
                person.credential().claim(),
                person.credential().told(),
                request);
    }

    /**
     * The second step: a code of the app or a recovery code, good once. {@link ErrorCode#TOOMANYREQUESTS} after many
     * wrong ones, which are counted apart from passwords: a right password does not clear them.
     */
    public Outcome withCode(@Nullable String begun, String code, HttpServerRequest request) {
        String address = addresses.of(request);
        PendingSignIns.Begun first = pending.open(begun, address);
        if (first == null || !secondFactors.isOn(first.account().id())) {
            return new StartAgain();
        }
        Account account = first.account();
        limits.checkCode(account.id(), address);
        if (!secondFactors.accept(account, code)) {
            limits.codeFailed(account.id(), address);
            accessLog.signInRefused(account.name(), "the second factor's code is wrong");
            return new Refused();
        }
        limits.codeSucceeded(account.id(), address);
        return open(account, first.claim(), "password and second factor", request);
    }

    /** Whether this is the password of somebody who is signed in; counted as a sign-in is. */
    public boolean confirms(BrowserSession session, String password, HttpServerRequest request) {
        String address = addresses.of(request);
        limits.check(session.account(), address, () -> accounts.isAdministrator(session.account()));
        PasswordAuthenticator.Person person = passwords.authenticate(session.account(), password, address);
        if (person == null || person.account().id() != session.accountId()) {
            limits.failed(session.account(), address);
            return false;
        }
        return true;
    }

    /** Ends the session that the browser shows. */
    public void signOut(HttpServerRequest request) {
        sessions.end(cookies.session(request));
    }

    private Opened open(Account account, String claim, String told, HttpServerRequest request) {
        Actor.set(Actor.current().provedToBe(account.id(), account.name(), told));
        sessions.end(cookies.session(request));
        Sessions.Origin origin = new Sessions.Origin(
                sourceOf(claim), null, null, addresses.of(request), request.getHeader("User-Agent"));
        return new Opened(sessions.open(account.id(), origin));
    }

    /** The directory that proved the password; null for one kept here. */
    private @Nullable Long sourceOf(String claim) {
        if (!claim.startsWith(Credential.IDENTITY)) {
            return null;
        }
        long identity = Long.parseLong(claim.substring(Credential.IDENTITY.length()));
        return jdbi.withHandle(handle -> handle.select("select source_id from identity where id = ?", identity)
                .mapTo(Long.class)
                .findOne()
                .orElse(null));
    }

    /** A name that there is. Others are not written down: people type passwords into the wrong field. */
    private String known(String name) {
        LiveAccounts.WithPassword found = find(name);
        return found == null ? "" : found.account().name();
    }

    private LiveAccounts.@Nullable WithPassword find(String name) {
        return RepositoryName.isComponent(name) ? accounts.findForSignIn(name) : null;
    }
}
