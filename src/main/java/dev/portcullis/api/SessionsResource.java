package dev.portcullis.api;

import dev.portcullis.auth.BrowserSession;
import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.OwnAccount;
import dev.portcullis.auth.Sessions;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.jboss.resteasy.reactive.RestPath;

/** Where one is signed in with a browser. */
@Path("/api/v1/account/sessions")
@RunOnVirtualThread
public class SessionsResource {
    private final Sessions sessions;
    private final CurrentAccess current;

    SessionsResource(Sessions sessions, CurrentAccess current) {
        this.sessions = sessions;
        this.current = current;
    }

    /** The own sessions, the newest first; all of them, since an account has few. */
    @GET
    @OwnAccount
    public Listing<BrowserSession> list() {
        return new Listing<>(sessions.ofUser(me()), null);
    }

    /** Ends an own session. */
    @DELETE
    @Path("{id}")
    @OwnAccount
    public void end(@RestPath long id) {
        if (!sessions.endOfUser(me(), me(), id)) {
            throw new RegistryException(ErrorCode.NOT_FOUND, "You have no session " + id + ".");
        }
    }

    private String me() {
        return current.caller().displayName();
    }
}
