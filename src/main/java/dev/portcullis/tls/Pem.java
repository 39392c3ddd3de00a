package dev.portcullis.tls;

import dev.portcullis.settings.InvalidSetting;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

/** Certificates and private keys as text (RFC 7468), in every wrapping that administrators come with. */
final class Pem {
    /** Formats that Java itself does not read; used here alone, so that nothing else of the process changes. */
    private static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();

    private static final int MOST_CERTIFICATES = 20;

    private Pem() {}

    /** All certificates of the text, in its order; what else stands there is passed over. */
    static List<X509Certificate> certificates(String field, String text) {
        List<X509Certificate> found = new ArrayList<>();
        try (PEMParser parser = new PEMParser(new StringReader(text))) {
            for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
                if (object instanceof X509CertificateHolder holder) {
                    found.add(new JcaX509CertificateConverter().getCertificate(holder));
                }
                if (found.size() > MOST_CERTIFICATES) {
                    throw InvalidSetting.at(field, "There are more than " + MOST_CERTIFICATES + " certificates.");
                }
            }
        } catch (IOException | CertificateException | RuntimeException notPem) {
            throw refusedOr(notPem, field, "This cannot be read as certificates in PEM: -----BEGIN CERTIFICATE-----.");
        }
        if (found.isEmpty()) {
            throw InvalidSetting.at(field, "There is no certificate in PEM here: -----BEGIN CERTIFICATE-----.");
        }
        return found;
    }

    /** The first private key of the text: PKCS#8 or the older forms of OpenSSL, encrypted or not. */
    static PrivateKey key(String field, String text, @Nullable String password) {
        JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
        try (PEMParser parser = new PEMParser(new StringReader(text))) {
            for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
                PrivateKeyInfo info = switch (object) {
                    case PrivateKeyInfo plain -> plain;
                    case PEMKeyPair pair -> pair.getPrivateKeyInfo();
                    case PEMEncryptedKeyPair sealed -> opened(sealed, password);
                    case PKCS8EncryptedPrivateKeyInfo sealed -> opened(sealed, password);
                    default -> null;
                };
                if (info != null) {
                    return converter.getPrivateKey(info);
                }
            }
        } catch (IOException | RuntimeException notPem) {
            throw refusedOr(notPem, field, "This cannot be read as a private key in PEM.");
        }
        throw InvalidSetting.at(field, "There is no private key in PEM here: -----BEGIN PRIVATE KEY-----.");
    }

    private static PrivateKeyInfo opened(PEMEncryptedKeyPair sealed, @Nullable String password) throws IOException {
        char[] secret = required(password);
        try {
            return sealed.decryptKeyPair(new JcePEMDecryptorProviderBuilder()
                            .setProvider(PROVIDER)
                            .build(secret))
                    .getPrivateKeyInfo();
        } catch (PEMException wrong) {
            throw wrongPassword();
        }
    }

    private static PrivateKeyInfo opened(PKCS8EncryptedPrivateKeyInfo sealed, @Nullable String password) {
        char[] secret = required(password);
        try {
            return sealed.decryptPrivateKeyInfo(new JceOpenSSLPKCS8DecryptorProviderBuilder()
                    .setProvider(PROVIDER)
                    .build(secret));
        } catch (PKCSException | OperatorCreationException wrong) {
            throw wrongPassword();
        }
    }

    private static char[] required(@Nullable String password) {
        if (password == null || password.isEmpty()) {
            throw InvalidSetting.at("password", "The key is encrypted: give its password.");
        }
        return password.toCharArray();
    }

    static RuntimeException wrongPassword() {
        return InvalidSetting.at("password", "The password does not open this.");
    }

    private static RuntimeException refusedOr(Exception failure, String field, String sentence) {
        return failure instanceof dev.portcullis.error.RegistryException refused
                ? refused
                : InvalidSetting.at(field, sentence);
    }

    static String text(Collection<X509Certificate> certificates) {
        return written(writer -> {
            for (X509Certificate certificate : certificates) {
                writer.writeObject(certificate);
            }
        });
    }

    /** PKCS#8, not encrypted: it is sealed as a whole where it is kept. */
    static String text(PrivateKey key) {
        return written(writer -> writer.writeObject(new JcaPKCS8Generator(key, null)));
    }

    static String text(PublicKey key) {
        return written(writer -> writer.writeObject(key));
    }

    /** The first public key of a text that this program wrote. */
    static PublicKey publicKey(String text) {
        try (PEMParser parser = new PEMParser(new StringReader(text))) {
            for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
                if (object instanceof SubjectPublicKeyInfo info) {
                    return new JcaPEMKeyConverter().getPublicKey(info);
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        throw new IllegalStateException("there is no public key");
    }

    private interface Body {
        void write(JcaPEMWriter writer) throws IOException;
    }

    private static String written(Body body) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            body.write(writer);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }
}
