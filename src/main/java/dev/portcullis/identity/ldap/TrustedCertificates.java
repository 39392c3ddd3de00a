package dev.portcullis.identity.ldap;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Whose word a server's certificate needs. */
final class TrustedCertificates {
    private TrustedCertificates() {}

    /** Those of the PEM text alone, or without one those that Java trusts. Names and dates are checked besides. */
    static TrustManager[] managers(@Nullable String pem) throws GeneralSecurityException, IOException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(pem == null ? null : parse(pem));
        return factory.getTrustManagers();
    }

    static KeyStore parse(String pem) throws GeneralSecurityException, IOException {
        Collection<? extends Certificate> all = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
        if (all.isEmpty()) {
            throw new CertificateException("no certificate");
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (Certificate certificate : all) {
            store.setCertificateEntry("ca" + number++, certificate);
        }
        return store;
    }
}
