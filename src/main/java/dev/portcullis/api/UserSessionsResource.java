package dev.portcullis.api;

import dev.portcullis.auth.BrowserSession;
import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.RequiresAdministrator;
import dev.portcullis.auth.Sessions;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.jboss.resteasy.reactive.RestPath;

/** Where a user is signed in with a browser, for administrators. */
@Path("/api/v1/accounts/{name}/sessions")
@RunOnVirtualThread
public class UserSessionsResource {
    private final Sessions sessions;
    private final CurrentAccess current;

    UserSessionsResource(Sessions sessions, CurrentAccess current) {
        this.sessions = sessions;
        this.current = current;
    }

    /** The sessions of a user, the newest first; all of them, since an account has few. */
    @GET
    @RequiresAdministrator
    public Listing<BrowserSession> list(@RestPath String name) {
        return new Listing<>(sessions.ofUser(name), null);
    }

    /** Signs a user out everywhere. */
    @DELETE
    @RequiresAdministrator
    public void endAll(@RestPath String name) {
        sessions.endAllOfUser(current.caller().displayName(), name);
    }
}
