package dev.portcullis.auth;

import dev.portcullis.access.AccessControl;
import dev.portcullis.access.Caller;
import dev.portcullis.access.CredentialLimit;
import dev.portcullis.access.RepositoryAccess;
import dev.portcullis.reference.RepositoryName;
import jakarta.enterprise.context.RequestScoped;
import org.jspecify.annotations.Nullable;

/** What the filters found out about the request in hand, for the endpoint behind them. */
@RequestScoped
public class CurrentAccess {
    private final AccessControl control;
    private Identity identity = Identity.NOBODY;
    private @Nullable RepositoryAccess repository;
    private @Nullable BrowserSession session;

    CurrentAccess(AccessControl control) {
        this.control = control;
    }

    /** Who asks. */
    public Caller caller() {
        return identity.caller();
    }

    /** The repository of the path, already authorised; only behind {@link Requires}. */
    public RepositoryAccess repository() {
        if (repository == null) {
            throw new IllegalStateException("the endpoint has no @Requires");
        }
        return repository;
    }

    /** Whether somebody is signed in with a browser. */
    public boolean hasSession() {
        return session != null;
    }

    /** The session of the browser; only behind {@link RequiresSession} and in {@link ForBrowsers}. */
    public BrowserSession session() {
        if (session == null) {
            throw new IllegalStateException("the endpoint is no page for who is signed in");
        }
        return session;
    }

    /** What the caller may do to another repository, such as the source of a mount: the token limits this too. */
    public RepositoryAccess accessTo(RepositoryName other) {
        return identity.limit(control.decide(identity.caller(), other));
    }

    /**
     * As {@link #accessTo}, but whatever the bearer token was issued for: for the source of a mount, of which a client
     * knows only after it has asked for its token. What the credential is limited to holds all the same.
     */
    public RepositoryAccess accessByCredential(RepositoryName other) {
        return identity.byCredential(control.decide(identity.caller(), other));
    }

    /** The repositories that the credential is limited to; null where it is not. */
    public @Nullable CredentialLimit credentialLimit() {
        return identity.credential().limit();
    }

    /** The id of the bearer token in use; null where there is none. */
    public @Nullable String tokenId() {
        return identity.tokenId();
    }

    Identity identity() {
        return identity;
    }

    void identity(Identity who) {
        identity = who;
    }

    void session(BrowserSession found) {
        session = found;
    }

    void repository(RepositoryAccess access) {
        repository = access;
    }
}
