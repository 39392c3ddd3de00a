package dev.portcullis.egress;

import static dev.portcullis.egress.EgressException.Reason.REFUSED;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Certificates of certificate authorities in PEM. */
public final class CaBundle {
    private CaBundle() {}

    /** Whether the text holds at least one certificate and nothing that is none. */
    public static boolean isGood(String pem) {
        try {
            return !certificates(pem).isEmpty();
        } catch (CertificateException e) {
            return false;
        }
    }

    /** TLS that trusts these and no others. */
    public static SSLContext context(String pem) throws EgressException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trustManagers(pem), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new EgressException(REFUSED, "TLS cannot be used here.", e);
        }
    }

    /** Trust in these and in no others. */
    public static TrustManager[] trustManagers(String pem) throws EgressException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            int number = 0;
            for (Certificate certificate : certificates(pem)) {
                store.setCertificateEntry("ca-" + number++, certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            return trust.getTrustManagers();
        } catch (GeneralSecurityException | IOException e) {
            throw new EgressException(REFUSED, "The CA bundle holds no certificates in PEM. Correct it.", e);
        }
    }

    private static Collection<? extends Certificate> certificates(String pem) throws CertificateException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
    }
}
