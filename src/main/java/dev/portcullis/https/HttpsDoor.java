package dev.portcullis.https;

import dev.portcullis.tls.ShownCertificate;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;

/**
 * Opens the https port where one was asked for. The certificate is not the port's but {@link ShownCertificate}'s affair,
 * so a new one needs no new port.
 */
@Singleton
public final class HttpsDoor implements HttpServerOptionsCustomizer {
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

    private final ShownCertificate shown;

    HttpsDoor(ShownCertificate shown) {
        this.shown = shown;
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
    }
}
