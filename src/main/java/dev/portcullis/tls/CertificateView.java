package dev.portcullis.tls;

import dev.portcullis.tls.TlsSettings.Origin;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A certificate as people want to know it.
 *
 * @param subject empty where there is no certificate
 * @param hosts that it is for
 * @param fingerprint SHA-256 in hex
 * @param daysLeft until it ends; negative when it has
 * @param chain the subjects above it, up to the CA or the last that is known
 * @param warnings what an administrator should look at
 */
public record CertificateView(
        Origin origin,
        String subject,
        String issuer,
        List<String> hosts,
        @Nullable Instant notBefore,
        @Nullable Instant notAfter,
        String key,
        String fingerprint,
        long daysLeft,
        List<String> chain,
        Set<Warning> warnings) {
    /** There is no certificate. */
    static final CertificateView NONE =
            new CertificateView(Origin.NONE, "", "", List.of(), null, null, "", "", 0, List.of(), Set.of());

    /** What is not in order. */
    public enum Warning {
        /** It has ended, or will within 30 days. */
        ENDS_SOON,
        /** It is not for the public address. */
        OTHER_HOST,
        /** It has signed itself, so nobody trusts it. */
        SELF_SIGNED
    }

    static CertificateView of(Origin origin, List<X509Certificate> chain, String publicHost, Instant now) {
        X509Certificate own = chain.getFirst();
        Instant end = own.getNotAfter().toInstant();
        long days = Duration.between(now, end).toDays();
        List<Warning> warnings = new ArrayList<>();
        if (CertificateCheck.endsSoon(own, now)) {
            warnings.add(Warning.ENDS_SOON);
        }
        if (!publicHost.isEmpty() && !CertificateCheck.isFor(own, publicHost)) {
            warnings.add(Warning.OTHER_HOST);
        }
        if (CertificateCheck.isSelfSigned(own)) {
            warnings.add(Warning.SELF_SIGNED);
        }
        return new CertificateView(
                origin,
                own.getSubjectX500Principal().getName(),
                own.getIssuerX500Principal().getName(),
                CertificateCheck.names(own),
                own.getNotBefore().toInstant(),
                end,
                own.getPublicKey().getAlgorithm(),
                fingerprint(own),
                days,
                chain.stream()
                        .skip(1)
                        .map(one -> one.getSubjectX500Principal().getName())
                        .toList(),
                Set.copyOf(warnings));
    }

    private static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.ofDelimiter(":")
                    .withUpperCase()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
