package dev.portcullis.tls;

import dev.portcullis.settings.InvalidSetting;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What must hold of a certificate before any client sees it, and what an administrator should know besides. */
final class CertificateCheck {
    private static final int LEAST_RSA = 2048;
    private static final int LEAST_EC = 256;
    private static final Duration SOON = Duration.ofDays(30);
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";

    private CertificateCheck() {}

    /**
     * The certificates in their order, the server's own first, without a CA that signed itself at the end.
     *
     * @throws dev.portcullis.error.RegistryException of {@link InvalidSetting}, for what no client could use
     */
    static ServerCertificate require(List<X509Certificate> given, PrivateKey key, Instant now) {
        X509Certificate own = given.stream()
                .filter(certificate -> belong(certificate.getPublicKey(), key))
                .findFirst()
                .orElseThrow(
                        () -> InvalidSetting.at(
                                "key",
                                "The key belongs to none of these certificates. Take the key that the certificate was requested with."));
        requireStrength(own);
        requireUse(own);
        if (now.isAfter(own.getNotAfter().toInstant())) {
            throw InvalidSetting.at(
                    "certificate",
                    "The certificate ended on " + day(own.getNotAfter().toInstant()) + ".");
        }
        if (now.isBefore(own.getNotBefore().toInstant())) {
            throw InvalidSetting.at(
                    "certificate",
                    "The certificate begins on " + day(own.getNotBefore().toInstant()) + " only. Is this clock right?");
        }
        return new ServerCertificate(chain(own, given), key);
    }

    private static String day(Instant moment) {
        return moment.toString().substring(0, 10);
    }

    private static List<X509Certificate> chain(X509Certificate own, List<X509Certificate> given) {
        List<X509Certificate> chain = new ArrayList<>(List.of(own));
        List<X509Certificate> rest = new ArrayList<>(given);
        rest.remove(own);
        while (!isSelfSigned(chain.getLast())) {
            X509Certificate last = chain.getLast();
            Optional<X509Certificate> issuer =
                    rest.stream().filter(one -> signed(one, last)).findFirst();
            if (issuer.isEmpty()) {
                break;
            }
            chain.add(issuer.get());
            rest.remove(issuer.get());
        }
        if (!rest.isEmpty()) {
            throw InvalidSetting.at(
                    "certificate",
                    "The certificate of " + rest.getFirst().getSubjectX500Principal()
                            + " belongs to no chain that begins with the server's own. Leave it out, or add what is missing between.");
        }
        if (chain.size() > 1 && isSelfSigned(chain.getLast())) {
            chain.removeLast(); // clients have the root themselves, or do not believe it
        }
        return chain;
    }

    private static boolean signed(X509Certificate issuer, X509Certificate subject) {
        if (!issuer.getSubjectX500Principal().equals(subject.getIssuerX500Principal())) {
            return false;
        }
        try {
            subject.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException otherKey) {
            return false;
        }
    }

    static boolean isSelfSigned(X509Certificate certificate) {
        return signed(certificate, certificate);
    }

    /** Signs with the one and verifies with the other. */
    static boolean belong(PublicKey certified, PrivateKey key) {
        if (!certified.getAlgorithm().equals(key.getAlgorithm())) {
            return false;
        }
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        try {
            byte[] text = {1, 2, 3};
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(
                    (PrivateKey) KeyFactory.getInstance(key.getAlgorithm()).translateKey(key));
            signature.update(text);
            byte[] made = signature.sign();
            signature.initVerify(certified);
            signature.update(text);
            return signature.verify(made);
        } catch (InvalidKeyException notThis) {
            return false;
        } catch (GeneralSecurityException unknown) {
            throw InvalidSetting.at(
                    "key", "Keys of the kind " + key.getAlgorithm() + " cannot be used here: take RSA or EC (P-256).");
        }
    }

    private static void requireStrength(X509Certificate own) {
        boolean weak = switch (own.getPublicKey()) {
            case RSAPublicKey rsa -> rsa.getModulus().bitLength() < LEAST_RSA;
            case ECPublicKey ec -> ec.getParams().getCurve().getField().getFieldSize() < LEAST_EC;
            default -> false;
        };
        String signature = own.getSigAlgName().toUpperCase(Locale.ROOT);
        if (weak) {
            throw InvalidSetting.at(
                    "certificate", "The key is too short: RSA needs 2,048 bits and more, an elliptic curve 256.");
        }
        if (signature.startsWith("SHA1") || signature.startsWith("MD")) {
            throw InvalidSetting.at(
                    "certificate", "It is signed with " + own.getSigAlgName() + ", which clients refuse by now.");
        }
    }

    private static void requireUse(X509Certificate own) {
        try {
            List<String> uses = own.getExtendedKeyUsage();
            if (uses != null && !uses.contains(SERVER_AUTH) && !uses.contains("2.5.29.37.0")) {
                throw InvalidSetting.at("certificate", "It is not made for servers (extended key usage).");
            }
        } catch (CertificateParsingException broken) {
            throw InvalidSetting.at("certificate", "Its extended key usage cannot be read.");
        }
        if (names(own).isEmpty()) {
            throw InvalidSetting.at(
                    "certificate",
                    "It names no host as a subject alternative name; clients look at nothing else. Request one that does.");
        }
    }

    /** The hosts that it is for: DNS names and addresses, in small letters. */
    static List<String> names(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> name.getFirst().equals(DNS_NAME)
                                    || name.getFirst().equals(IP_ADDRESS))
                            .map(name -> String.valueOf(name.get(1)).toLowerCase(Locale.ROOT))
                            .toList();
        } catch (CertificateParsingException broken) {
            return List.of();
        }
    }

    /** Whether it is for that host (RFC 9525: the whole name, or one label in place of {@code *}). */
    static boolean isFor(X509Certificate certificate, String host) {
        int dot = host.indexOf('.');
        String wildcard = dot < 0 ? host : "*" + host.substring(dot);
        List<String> names = names(certificate);
        return names.contains(host) || names.contains(wildcard);
    }

    /** Whether it ends within 30 days. */
    static boolean endsSoon(X509Certificate certificate, Instant now) {
        return now.plus(SOON).isAfter(certificate.getNotAfter().toInstant());
    }
}
