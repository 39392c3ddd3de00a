package dev.portcullis.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A certificate that a server can show.
 *
 * @param chain its own first, each signed by the next; without the CA at the end
 * @param key the private key of the first
 */
public record ServerCertificate(List<X509Certificate> chain, PrivateKey key) {
    public ServerCertificate {
        chain = List.copyOf(chain);
    }

    X509Certificate own() {
        return chain.getFirst();
    }

    @Override
    public String toString() {
        return "ServerCertificate[" + own().getSubjectX500Principal() + "]";
    }
}
