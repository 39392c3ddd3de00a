package dev.portcullis.tls;

import dev.portcullis.access.Accounts;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.settings.Settings;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.X509KeyManager;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What connections that begin are shown: always what the settings say now. */
@Singleton
public final class ShownCertificate {
    private static final Logger LOG = Logger.getLogger(ShownCertificate.class);

    private final ServerCertificates certificates;
    private final ServerKeys keys = new ServerKeys();
    private final boolean wanted;

    ShownCertificate(
            ServerCertificates certificates,
            Settings settings,
            @ConfigProperty(name = "portcullis.https", defaultValue = "false") boolean wanted) {
        this.certificates = certificates;
        this.wanted = wanted;
        settings.onChange(this::show);
    }

    /** Whether there is an https port at all. */
    public boolean isWanted() {
        return wanted;
    }

    /** What the https port asks at each handshake. A first start makes a certificate: https from the beginning. */
    public X509KeyManager begin() {
        if (certificates.read() == null) {
            make();
        }
        show();
        return keys;
    }

    /** When the certificate that is shown ends; null where none is. */
    public @Nullable Instant endsAt() {
        ServerCertificate shown = keys.shown();
        return shown == null ? null : shown.own().getNotAfter().toInstant();
    }

    private void make() {
        try {
            List<String> hosts = certificates.usualHosts();
            certificates.generate(Accounts.SYSTEM, hosts);
            LOG.infof("Made a CA and a certificate for %s; the CA's certificate is at /ca", hosts);
        } catch (RegistryException another) {
            if (another.code() != ErrorCode.CONFLICT) {
                throw another;
            }
            // Another node has just made one.
        }
    }

    private void show() {
        if (!wanted) {
            return;
        }
        ServerCertificate now = certificates.read();
        ServerCertificate before = keys.shown();
        if (now != null && !CertificateCheck.belong(now.own().getPublicKey(), now.key())) {
            LOG.warn("The certificate that is set does not belong to its key; the one before goes on being shown");
        } else if (now != null && (before == null || !before.chain().equals(now.chain()))) {
            keys.show(now);
            LOG.infof("Shows the certificate of %s from now on", now.own().getSubjectX500Principal());
        }
    }
}
