package dev.portcullis.api;

import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.RequiresAdministrator;
import dev.portcullis.auth.SecondFactors;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import org.jboss.resteasy.reactive.RestPath;

/** The second factor of a user, for administrators. */
@Path("/api/v1/accounts/{name}/second-factor")
@RunOnVirtualThread
public class SecondFactorResource {
    private final SecondFactors secondFactors;
    private final CurrentAccess current;

    SecondFactorResource(SecondFactors secondFactors, CurrentAccess current) {
        this.secondFactors = secondFactors;
        this.current = current;
    }

    /** Turns it off for a user who has lost it, and signs them out everywhere. */
    @DELETE
    @RequiresAdministrator
    public void reset(@RestPath String name) {
        secondFactors.reset(current.caller().displayName(), name);
    }
}
