package dev.portcullis.auth;

import dev.portcullis.access.Caller;
import dev.portcullis.access.RepositoryAccess;
import jakarta.enterprise.context.RequestScoped;
import org.jspecify.annotations.Nullable;

/** What the filters found out about the request in hand, for the endpoint behind them. */
@RequestScoped
public class CurrentAccess {
    private Caller caller = new Caller.Anonymous();
    private @Nullable RepositoryAccess repository;

    /** Who asks. */
    public Caller caller() {
        return caller;
    }

    /** The repository of the path, already authorised; only behind {@link Requires}. */
    public RepositoryAccess repository() {
        if (repository == null) {
            throw new IllegalStateException("the endpoint has no @Requires");
        }
        return repository;
    }

    void caller(Caller who) {
        caller = who;
    }

    void repository(RepositoryAccess access) {
        repository = access;
    }
}
