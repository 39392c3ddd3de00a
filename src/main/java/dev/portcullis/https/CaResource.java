package dev.portcullis.https;

import dev.portcullis.auth.Public;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.tls.ServerCertificates;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import org.jboss.resteasy.reactive.RestResponse;

/** The certificate of the CA that clients have to trust, at the address where DTR had it. */
@Path("/ca")
@RunOnVirtualThread
public class CaResource {
    private final ServerCertificates certificates;

    CaResource(ServerCertificates certificates) {
        this.certificates = certificates;
    }

    /** In PEM, to be saved as {@code ca.crt}. */
    @GET
    @Produces("application/x-pem-file")
    @Public("a client asks for it before it can trust anything; certificates are public")
    public RestResponse<String> ca() {
        String ca = certificates.ca();
        if (ca.isEmpty()) {
            throw new RegistryException(ErrorCode.NOT_FOUND, "There is no CA of the registry's own to trust.");
        }
        return RestResponse.ResponseBuilder.ok(ca)
                .header("Content-Disposition", "attachment; filename=\"ca.crt\"")
                .header("X-Content-Type-Options", "nosniff")
                .header("Cache-Control", "no-cache")
                .build();
    }
}
