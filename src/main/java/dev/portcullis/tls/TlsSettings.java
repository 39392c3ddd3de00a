package dev.portcullis.tls;

import dev.portcullis.settings.SettingsSection;
import jakarta.inject.Singleton;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the registry shows to clients that connect over TLS. The private keys are secrets of the section.
 *
 * @param origin where the certificate comes from
 * @param certificates the server's certificate and those between it and the CA, in PEM, its own first; empty for none
 * @param ca the certificate of the CA in PEM that clients have to trust, where it is no public one; else empty
 * @param redirect whether plain requests from other machines are sent to https
 * @param hsts whether browsers are told to come over https only, for a year
 * @param acme how a certificate is asked for; looked at where the origin is {@link Origin#ACME}
 */
public record TlsSettings(Origin origin, String certificates, String ca, boolean redirect, boolean hsts, Acme acme) {
    private static final TlsSettings DEFAULTS =
            new TlsSettings(Origin.NONE, "", "", true, false, new Acme("", "", "", ""));

    /** Where a certificate comes from. */
    public enum Origin {
        /** There is none. */
        NONE,
        /** An administrator has brought it. */
        UPLOADED,
        /** The registry's own CA has made it, and renews it. */
        GENERATED,
        /** An ACME server has given it, and is asked again before it ends. */
        ACME
    }

    /**
     * An ACME server and our account there.
     *
     * @param directory its directory, such as {@code https://acme.example.com/directory}
     * @param email where it may write to; empty for nowhere
     * @param ca the certificate in PEM that its own https is checked with; empty for those that Java trusts
     * @param account our account's address, which it gave; empty until then
     */
    public record Acme(String directory, String email, String ca, String account) {}

    /** The section of these settings. Its certificates are set through {@link ServerCertificates}, which checks them. */
    @Singleton
    public static final class Section implements SettingsSection<TlsSettings> {
        static final String KEY = "key";
        static final String CA_KEY = "caKey";
        static final String ACME_KEY = "acmeKey";

        @Override
        public String name() {
            return "tls";
        }

        @Override
        public Class<TlsSettings> type() {
            return TlsSettings.class;
        }

        @Override
        public TlsSettings defaults() {
            return DEFAULTS;
        }

        @Override
        public Set<String> secrets() {
            return Set.of(KEY, CA_KEY, ACME_KEY);
        }

        @Override
        public TlsSettings check(TlsSettings wish) {
            Acme acme = wish.acme == null ? DEFAULTS.acme : wish.acme;
            return new TlsSettings(
                    wish.origin == null ? Origin.NONE : wish.origin,
                    text(wish.certificates),
                    text(wish.ca),
                    wish.redirect,
                    wish.hsts,
                    new Acme(text(acme.directory), text(acme.email), text(acme.ca), text(acme.account)));
        }

        /** A certificate comes with its key, and is checked with it: see {@link ServerCertificates}. */
        @Override
        public TlsSettings settable(TlsSettings now, TlsSettings wish) {
            return new TlsSettings(now.origin, now.certificates, now.ca, wish.redirect, wish.hsts, now.acme);
        }

        private static String text(@Nullable String given) {
            return given == null ? "" : given.strip();
        }
    }

    TlsSettings withCertificate(Origin from, String chain, String itsCa) {
        return new TlsSettings(from, chain, itsCa, redirect, hsts, acme);
    }

    TlsSettings withAcme(Acme other) {
        return new TlsSettings(origin, certificates, ca, redirect, hsts, other);
    }
}
