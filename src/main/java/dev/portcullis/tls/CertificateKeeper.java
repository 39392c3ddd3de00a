package dev.portcullis.tls;

import dev.portcullis.access.Accounts;
import dev.portcullis.error.RegistryException;
import dev.portcullis.event.Events;
import dev.portcullis.event.RegistryEvent;
import dev.portcullis.job.Background;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Looks after the certificate's end: what the registry can renew it renews 30 days before, and what an administrator has
 * to renew is announced 30, 14 and 7 days before. One node does it, whichever comes first.
 */
@Singleton
public class CertificateKeeper {
    private static final Logger LOG = Logger.getLogger(CertificateKeeper.class);
    private static final Duration PAUSE = Duration.ofHours(1);
    private static final List<Integer> NOTICES = List.of(30, 14, 7);
    private static final int RENEW_DAYS = 30;
    private static final String ENDS_SOON = "certificate.ends_soon";

    private final Jdbi jdbi;
    private final ServerCertificates certificates;
    private final AcmeOrders acme;

    CertificateKeeper(Jdbi jdbi, ServerCertificates certificates, AcmeOrders acme) {
        this.jdbi = jdbi;
        this.certificates = certificates;
        this.acme = acme;
    }

    void start(@Observes StartupEvent event, Background background) {
        background.every("certificate-keeper", PAUSE, () -> look(Instant.now()));
    }

    /** Looks once; the time is a parameter for its test. */
    void look(Instant now) {
        jdbi.useTransaction(handle -> {
            boolean mine = handle.createQuery("select pg_try_advisory_xact_lock(hashtext('certificate-keeper'))")
                    .mapTo(Boolean.class)
                    .one();
            if (mine) {
                look(handle, now);
            }
        });
    }

    private void look(Handle handle, Instant now) {
        CertificateView view = certificates.view();
        Instant end = view.notAfter();
        if (end == null) {
            return;
        }
        long days = Duration.between(now, end).toDays();
        boolean due = days < RENEW_DAYS;
        try {
            switch (view.origin()) {
                case GENERATED -> {
                    if (due) {
                        certificates.generate(Accounts.SYSTEM, view.hosts());
                    }
                }
                case ACME -> {
                    if (due) {
                        acme.renew(Accounts.SYSTEM, view.hosts());
                    }
                }
                case UPLOADED -> announce(handle, view, days);
                case NONE -> {}
            }
        } catch (RegistryException notNow) {
            LOG.warnf("The certificate ends in %d days and could not be renewed: %s", days, notNow.getMessage());
            announce(handle, view, days);
        }
    }

    /** Once for each notice of each certificate. */
    private void announce(Handle handle, CertificateView view, long days) {
        for (int notice : NOTICES) {
            String detail = "notice of " + notice + " days: " + view.subject() + ", SHA-256 "
                    + view.fingerprint().substring(0, 23);
            if (days < notice && !told(handle, detail)) {
                LOG.warnf("The certificate of %s ends in %d days", view.subject(), days);
                Events.record(handle, new RegistryEvent.SystemActed(ENDS_SOON, Accounts.SYSTEM, detail));
            }
        }
    }

    private static boolean told(Handle handle, String detail) {
        return handle.createQuery(
                        "select exists (select from event where kind = :kind and detail = :detail and at > now() - interval '60 days')")
                .bind("kind", ENDS_SOON)
                .bind("detail", detail)
                .mapTo(Boolean.class)
                .one();
    }
}
