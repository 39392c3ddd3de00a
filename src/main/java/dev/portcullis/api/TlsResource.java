package dev.portcullis.api;

import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.RequiresAdministrator;
import dev.portcullis.auth.RequiresAuditor;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.tls.AcmeOrders;
import dev.portcullis.tls.CertificateView;
import dev.portcullis.tls.ServerCertificates;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The registry's own certificate. A private key goes in and never comes out. */
@Path("/api/v1/tls")
@RunOnVirtualThread
public class TlsResource {
    private final ServerCertificates certificates;
    private final AcmeOrders acme;
    private final CurrentAccess current;

    /**
     * A certificate to be used from now on: {@code certificate} and {@code key} in PEM, or {@code pkcs12} in base64.
     *
     * @param ca the CA's certificate in PEM, to be given out at {@code /ca}; absent where clients trust it anyway
     * @param password of the key or of the file
     */
    public record NewCertificate(
            @Nullable String certificate,
            @Nullable String key,
            @Nullable String pkcs12,
            @Nullable String ca,
            @Nullable String password) {
        @Override
        public String toString() {
            return "NewCertificate[***]";
        }
    }

    /** The hosts that a certificate shall be for; absent: the public address and the names of the server. */
    public record Hosts(@Nullable List<String> hosts) {}

    TlsResource(ServerCertificates certificates, AcmeOrders acme, CurrentAccess current) {
        this.acme = acme;
        this.certificates = certificates;
        this.current = current;
    }

    /** What clients are shown. */
    @GET
    @RequiresAuditor
    public CertificateView get() {
        return certificates.view();
    }

    /** Checks a certificate and shows it to every connection that begins from now on. */
    @PUT
    @Path("certificate")
    @RequiresAdministrator
    public CertificateView upload(NewCertificate given) {
        Confirmation.body(given);
        String ca = given.ca() == null ? "" : given.ca();
        if (given.pkcs12() != null) {
            return certificates.uploadPkcs12(
                    by(), decoded(given.pkcs12()), given.password() == null ? "" : given.password(), ca);
        }
        return certificates.upload(
                by(),
                new ServerCertificates.Upload(
                        Confirmation.given(given.certificate(), "certificate"),
                        Confirmation.given(given.key(), "key"),
                        ca,
                        given.password()));
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new RegistryException(ErrorCode.REQUEST_INVALID, "pkcs12 is not base64.");
        }
    }

    /** Makes a certificate with the registry's own CA, whose certificate is at {@code /ca}. */
    @POST
    @Path("generate")
    @RequiresAdministrator
    public CertificateView generate(@Nullable Hosts wish) {
        return certificates.generate(
                by(), wish == null || wish.hosts() == null ? certificates.usualHosts() : wish.hosts());
    }

    /**
     * An ACME server and what to ask it for.
     *
     * @param ca the certificate in PEM that its own https is checked with; absent for those that Java trusts
     * @param agreed to the server's terms of service
     */
    public record AcmeWish(
            @Nullable String directory,
            @Nullable String email,
            @Nullable String ca,
            boolean agreed,
            @Nullable List<String> hosts) {}

    /** Asks an ACME server for a certificate and uses it; answers when it is there, which takes up to two minutes. */
    @POST
    @Path("acme")
    @RequiresAdministrator
    public CertificateView acme(AcmeWish wish) {
        Confirmation.body(wish);
        return acme.order(
                by(),
                new AcmeOrders.Wish(
                        Confirmation.given(wish.directory(), "directory"),
                        wish.email() == null ? "" : wish.email(),
                        wish.ca() == null ? "" : wish.ca(),
                        wish.agreed(),
                        Confirmation.given(wish.hosts(), "hosts")));
    }

    private String by() {
        return current.caller().displayName();
    }
}
