package dev.portcullis.tls;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A CA of the registry's own, for those who have none: its certificate is given out at {@code /ca}, for clients to
 * trust. P-256, as every client knows it.
 *
 * @param root its certificate
 * @param key what it signs with
 */
record CertificateAuthority(X509Certificate root, java.security.PrivateKey key) {
    private static final Duration CA_LIFE = Duration.ofDays(3650);
    /** Apple's clients take none that lasts longer than 825 days, even of a private CA. */
    private static final Duration SERVER_LIFE = Duration.ofDays(397);
    /** Clocks differ. */
    private static final Duration BEFORE = Duration.ofMinutes(10);

    private static final String SIGNATURE = "SHA256withECDSA";
    private static final int SERIAL_BITS = 120;

    /** Makes a CA. */
    static CertificateAuthority create(String name, Instant now) {
        KeyPair pair = keyPair();
        X500Principal subject = new X500Principal("CN=" + name);
        try {
            JcaX509v3CertificateBuilder builder = builder(subject, now, now.plus(CA_LIFE), subject, pair);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
            return new CertificateAuthority(signed(builder, pair.getPrivate()), pair.getPrivate());
        } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
            throw new IllegalStateException("cannot make a certificate", e);
        }
    }

    /** Makes a certificate for these hosts, DNS names or addresses, with a key of its own. */
    ServerCertificate issue(List<String> hosts, Instant now) {
        KeyPair pair = keyPair();
        try {
            Instant end = now.plus(SERVER_LIFE);
            Instant last = root.getNotAfter().toInstant();
            JcaX509v3CertificateBuilder builder = builder(
                    root.getSubjectX500Principal(),
                    now,
                    end.isBefore(last) ? end : last,
                    new X500Principal("CN=" + commonName(hosts)),
                    pair);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(hosts.stream()
                            .map(CertificateAuthority::generalName)
                            .toArray(GeneralName[]::new)));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(root));
            return new ServerCertificate(List.of(signed(builder, key)), pair.getPrivate());
        } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
            throw new IllegalStateException("cannot make a certificate", e);
        }
    }

    /** A common name has 64 characters at most; clients look at the other names only. */
    private static String commonName(List<String> hosts) {
        return hosts.stream()
                .filter(host -> host.length() <= 64 && host.matches("[a-z0-9.-]+"))
                .findFirst()
                .orElse("portcullis");
    }

    private static GeneralName generalName(String host) {
        boolean address = host.contains(":") || host.matches("[0-9.]+");
        return new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, host);
    }

    private static JcaX509v3CertificateBuilder builder(
            X500Principal issuer, Instant now, Instant end, X500Principal subject, KeyPair pair) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(0),
                Date.from(now.minus(BEFORE)),
                Date.from(end),
                subject,
                pair.getPublic());
    }

    private static X509Certificate signed(JcaX509v3CertificateBuilder builder, java.security.PrivateKey with)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(with)));
    }

    static KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
