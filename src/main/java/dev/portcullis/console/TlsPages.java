package dev.portcullis.console;

import dev.portcullis.auth.CurrentAccess;
import dev.portcullis.auth.ForBrowsers;
import dev.portcullis.auth.PublicAddress;
import dev.portcullis.auth.RequiresAdministrator;
import dev.portcullis.auth.RequiresAuditor;
import dev.portcullis.error.RegistryException;
import dev.portcullis.tls.AcmeOrders;
import dev.portcullis.tls.CertificateView;
import dev.portcullis.tls.ServerCertificates;
import dev.portcullis.tls.ShownCertificate;
import dev.portcullis.tls.TlsSettings;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The certificate that clients are shown, and what they have to trust. */
@Path("/system/tls")
@ForBrowsers
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class TlsPages {
    private static final String HERE = "/system/tls";

    private final ServerCertificates certificates;
    private final AcmeOrders acme;
    private final ShownCertificate shown;
    private final CurrentAccess current;
    private final PublicAddress address;
    private final Visit visit;

    TlsPages(
            ServerCertificates certificates,
            AcmeOrders acme,
            ShownCertificate shown,
            CurrentAccess current,
            PublicAddress address,
            Visit visit) {
        this.certificates = certificates;
        this.acme = acme;
        this.shown = shown;
        this.current = current;
        this.address = address;
        this.visit = visit;
    }

    /**
     * The page.
     *
     * @param open whether there is an https port
     * @param hosts for a certificate that would be made now
     * @param publicHost that of the public address; empty where none is set
     * @param typed what stands in the upload form, without the key
     */
    public record View(
            CertificateView certificate,
            TlsSettings settings,
            boolean open,
            boolean mayChange,
            String hosts,
            String publicHost,
            Upload typed,
            Problem problem,
            List<String> dockerTrust,
            List<String> podmanTrust) {}

    /** The upload form; no password and no key goes back to the browser. */
    public record Upload(String certificate, String ca) {
        static final Upload NOTHING = new Upload("", "");
    }

    /** The fields of the upload form as they were sent. */
    public static final class Form {
        @RestForm
        @Nullable
        String certificate;

        @RestForm
        @Nullable
        String key;

        @RestForm
        @Nullable
        String ca;

        @RestForm
        @Nullable
        String password;
    }

    @CheckedTemplate
    static final class Templates {
        private Templates() {}

        static native TemplateInstance tls(TlsPages.View view);
    }

    /** What clients are shown. */
    @GET
    @RequiresAuditor
    public RestResponse<String> look() {
        return page(200, Upload.NOTHING, null);
    }

    /** Takes a certificate that the administrator has. */
    @POST
    @Path("/upload")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresAdministrator
    public RestResponse<String> upload(@BeanParam Form form) {
        String certificate = Paging.orEmpty(form.certificate);
        String ca = Paging.orEmpty(form.ca);
        String password = Paging.orEmpty(form.password);
        try {
            certificates.upload(
                    by(),
                    new ServerCertificates.Upload(
                            certificate, Paging.orEmpty(form.key), ca, password.isEmpty() ? null : password));
            return Page.goTo(HERE, Done.SAVED, "");
        } catch (RegistryException refused) {
            return page(refused.code().status(), new Upload(certificate, ca), refused);
        }
    }

    /** Makes one. */
    @POST
    @Path("/generate")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresAdministrator
    public RestResponse<String> generate(@RestForm @Nullable String hosts) {
        try {
            certificates.generate(by(), list(hosts));
            return Page.goTo(HERE, Done.SAVED, "");
        } catch (RegistryException refused) {
            return page(refused.code().status(), Upload.NOTHING, refused);
        }
    }

    /** The fields of the ACME form as they were sent. */
    public static final class AcmeForm {
        @RestForm
        @Nullable
        String directory;

        @RestForm
        @Nullable
        String email;

        @RestForm("acme-ca")
        @Nullable
        String ca;

        @RestForm
        @Nullable
        String agreed;

        @RestForm
        @Nullable
        String hosts;
    }

    /** Asks an ACME server. */
    @POST
    @Path("/acme")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresAdministrator
    public RestResponse<String> acme(@BeanParam AcmeForm form) {
        try {
            acme.order(
                    by(),
                    new AcmeOrders.Wish(
                            Paging.orEmpty(form.directory),
                            Paging.orEmpty(form.email),
                            Paging.orEmpty(form.ca),
                            "yes".equals(form.agreed),
                            list(form.hosts)));
            return Page.goTo(HERE, Done.SAVED, "");
        } catch (RegistryException refused) {
            return page(refused.code().status(), Upload.NOTHING, refused);
        }
    }

    private static List<String> list(@Nullable String hosts) {
        return Arrays.stream(Paging.orEmpty(hosts).split("[\\s,]+"))
                .filter(host -> !host.isEmpty())
                .toList();
    }

    /** How plain requests are met. */
    @POST
    @Path("/behaviour")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RequiresAdministrator
    public RestResponse<String> behaviour(@RestForm @Nullable String redirect, @RestForm @Nullable String hsts) {
        try {
            certificates.setBehaviour(by(), "yes".equals(redirect), "yes".equals(hsts));
            return Page.goTo(HERE, Done.SAVED, "");
        } catch (RegistryException refused) {
            return page(refused.code().status(), Upload.NOTHING, refused);
        }
    }

    private RestResponse<String> page(int status, Upload typed, @Nullable RegistryException refused) {
        String here = address.of(Visit.request());
        String host = URI.create(here).getAuthority();
        String fetch = "curl -k -o ca.crt https://" + host + "/ca";
        return Page.of(
                status,
                Templates.tls(new View(
                        certificates.view(),
                        certificates.current().value(),
                        shown.isWanted(),
                        visit.administrator(),
                        String.join("\n", certificates.usualHosts()),
                        certificates.publicHost(),
                        typed,
                        refused == null ? Problem.NONE : Problem.of(refused),
                        trust("/etc/docker/certs.d/", host, fetch),
                        trust("/etc/containers/certs.d/", host, fetch))));
    }

    private static List<String> trust(String folder, String host, String fetch) {
        String place = folder + host;
        return List.of(fetch, "sudo install -D -m 644 ca.crt " + place + "/ca.crt");
    }

    private String by() {
        return current.caller().displayName();
    }
}
