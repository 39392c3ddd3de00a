package dev.portcullis.tls;

import dev.portcullis.access.Accounts;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.settings.Settings;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import jakarta.inject.Singleton;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Opens the https port where one was asked for. The certificate is not the port's but {@link ServerKeys}' affair, so a
 * new one needs no new port.
 */
@Singleton
public final class HttpsDoor implements HttpServerOptionsCustomizer {
    private static final Logger LOG = Logger.getLogger(HttpsDoor.class);

    /** What TLS 1.2 may use: forward secrecy and AEAD only (RFC 9325). TLS 1.3 has nothing else. */
    private static final List<String> SUITES = List.of(
            "TLS_AES_256_GCM_SHA384",
            "TLS_AES_128_GCM_SHA256",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private static final Set<String> VERSIONS = Set.of("TLSv1.3", "TLSv1.2");

    private final ServerCertificates certificates;
    private final ServerKeys keys = new ServerKeys();
    private final boolean wanted;

    HttpsDoor(
            ServerCertificates certificates,
            Settings settings,
            @ConfigProperty(name = "portcullis.https", defaultValue = "false") boolean wanted) {
        this.certificates = certificates;
        this.wanted = wanted;
        settings.onChange(this::show);
    }

    /** Whether there is an https port at all. */
    public boolean isOpen() {
        return wanted;
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        if (!wanted) {
            return;
        }
        ensure();
        show();
        options.setSsl(true).setKeyCertOptions(KeyCertOptions.wrap(keys)).setEnabledSecureTransportProtocols(VERSIONS);
        SUITES.forEach(options::addEnabledCipherSuite);
    }

    /** A first start makes a certificate: https from the beginning, if not yet trusted. */
    private void ensure() {
        if (certificates.read() != null) {
            return;
        }
        try {
            Set<String> hosts = new LinkedHashSet<>(certificates.usualHosts());
            certificates.generate(Accounts.SYSTEM, List.copyOf(hosts));
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
