package dev.portcullis.tls;

import dev.portcullis.settings.InvalidSetting;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Key and certificates in one file (RFC 7292), as Windows and Java tools write it. */
final class Pkcs12 {
    private Pkcs12() {}

    /** What was found; the first entry with a key counts. */
    record Content(List<X509Certificate> certificates, PrivateKey key) {}

    static Content read(byte[] file, String password) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(file), password.toCharArray());
            for (String alias : Collections.list(store.aliases())) {
                if (store.getKey(alias, password.toCharArray()) instanceof PrivateKey key) {
                    List<X509Certificate> certificates = new ArrayList<>();
                    for (Certificate one : store.getCertificateChain(alias)) {
                        certificates.add((X509Certificate) one);
                    }
                    return new Content(certificates, key);
                }
            }
        } catch (IOException | GeneralSecurityException | RuntimeException wrong) {
            throw wrong.getCause() instanceof java.security.UnrecoverableKeyException
                    ? Pem.wrongPassword()
                    : InvalidSetting.at("pkcs12", "This is no PKCS#12 file, or the password is another one.");
        }
        throw InvalidSetting.at("pkcs12", "There is no private key in this file. Export it together with its key.");
    }
}
