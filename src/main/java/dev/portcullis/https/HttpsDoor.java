package dev.portcullis.https;

import dev.portcullis.error.CannotStartException;
import dev.portcullis.tls.ShownCertificate;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Opens the https port where one was asked for. The certificate is not the port's but {@link ShownCertificate}'s affair,
 * so a new one needs no new port. Where a CA for clients is named, nobody gets past the handshake without a certificate of
 * it: a wall in front of the sign-in, and no substitute for it.
 */
@Singleton
public final class HttpsDoor implements HttpServerOptionsCustomizer {
    /** What TLS 1.2 may use: forward secrecy and AEAD only (RFC 9325). TLS 1.3 has nothing else. */
    private static final List<String> SUITES = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private static final Set<String> VERSIONS = Set.of("TLSv1.3", "TLSv1.2");

    private final ShownCertificate shown;
    private final Optional<Path> clientCa;

    HttpsDoor(ShownCertificate shown, @ConfigProperty(name = "portcullis.https-client-ca") Optional<Path> clientCa) {
        this.shown = shown;
        this.clientCa = clientCa;
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        if (!shown.isWanted()) {
            return;
        }
        options.setSsl(true)
                .setKeyCertOptions(KeyCertOptions.wrap(shown.begin()))
                .setEnabledSecureTransportProtocols(VERSIONS);
        SUITES.forEach(options::addEnabledCipherSuite);
        clientCa.ifPresent(file -> options.setClientAuth(ClientAuth.REQUIRED).setTrustOptions(trusted(file)));
    }

    /** Read here, so that a mistake stops the start and does not let everybody in, or nobody. */
    private static PemTrustOptions trusted(Path file) {
        try {
            byte[] pem = Files.readAllBytes(file);
            if (CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem))
                    .isEmpty()) {
                throw new CertificateException("it holds no certificate");
            }
            return new PemTrustOptions().addCertValue(Buffer.buffer(pem));
        } catch (IOException | CertificateException e) {
            throw new CannotStartException(
                    "The file " + file + " of --https-client-ca cannot be used: " + e.getMessage()
                            + ". It holds the certificates, in PEM, of the CAs whose client certificates are let in.",
                    e);
        }
    }
}
