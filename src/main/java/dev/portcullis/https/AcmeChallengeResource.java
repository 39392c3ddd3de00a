package dev.portcullis.https;

import dev.portcullis.auth.Public;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.tls.AcmeChallenges;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestPath;

/** Where an ACME server looks whether this registry is the host that it asks a certificate for (RFC 8555, 8.3). */
@Path("/.well-known/acme-challenge/{token}")
@RunOnVirtualThread
public class AcmeChallengeResource {
    private final AcmeChallenges challenges;

    AcmeChallengeResource(AcmeChallenges challenges) {
        this.challenges = challenges;
    }

    /** The proof, while an order is open. */
    @GET
    @Produces(MediaType.TEXT_PLAIN)
    @Public("an ACME server has no account; the answer proves the host and tells nothing")
    public String proof(@RestPath String token) {
        return challenges.proof(token).orElseThrow(() -> new RegistryException(ErrorCode.NOT_FOUND));
    }
}
