package dev.portcullis.tls;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.settings.GeneralSettings;
import dev.portcullis.settings.InvalidSetting;
import dev.portcullis.settings.Setting;
import dev.portcullis.settings.Settings;
import dev.portcullis.tls.TlsSettings.Origin;
import jakarta.inject.Singleton;
import java.net.URI;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The registry's certificate: what it is, and how it is changed. {@code by} is who acts. */
@Singleton
public final class ServerCertificates {
    private static final String CA_NAME = "Portcullis registry CA";

    private final Settings settings;
    private final TlsSettings.Section section;
    private final GeneralSettings.Section general;
    private final ObjectMapper json;

    /**
     * What an administrator brings.
     *
     * @param certificate the server's and those between it and the CA, in PEM, in any order
     * @param key in PEM
     * @param ca the CA's certificate in PEM, to be given out at {@code /ca}; empty where clients know it anyway
     * @param password of the key; null for one that is not encrypted
     */
    public record Upload(
            String certificate,
            String key,
            String ca,
            @Nullable String password) {
        @Override
        public String toString() {
            return "Upload[***]";
        }
    }

    ServerCertificates(
            Settings settings, TlsSettings.Section section, GeneralSettings.Section general, ObjectMapper json) {
        this.settings = settings;
        this.section = section;
        this.general = general;
        this.json = json;
    }

    /** What is set; the private keys are not in it. */
    public Setting<TlsSettings> current() {
        return settings.get(section);
    }

    /** What clients are shown; null for nothing. */
    @Nullable
    ServerCertificate read() {
        TlsSettings now = settings.value(section);
        String key = settings.secret(section, TlsSettings.Section.KEY);
        if (now.certificates().isEmpty() || key == null) {
            return null;
        }
        return new ServerCertificate(Pem.certificates("certificate", now.certificates()), Pem.key("key", key, null));
    }

    /** The certificate that clients have to trust, in PEM; empty where they know it, or where there is none. */
    public String ca() {
        return settings.value(section).ca();
    }

    /** Takes what an administrator brought, when it will do. */
    public CertificateView upload(String by, Upload upload) {
        PrivateKey key = Pem.key("key", upload.key(), upload.password());
        ServerCertificate checked =
                CertificateCheck.require(Pem.certificates("certificate", upload.certificate()), key, Instant.now());
        String ca = upload.ca().isBlank() ? "" : Pem.text(Pem.certificates("ca", upload.ca()));
        put(by, current(), checked, Origin.UPLOADED, ca, Map.of());
        return view();
    }

    /** As {@link #upload}, from a PKCS#12 file. */
    public CertificateView uploadPkcs12(String by, byte[] file, String password, String ca) {
        Pkcs12.Content content = Pkcs12.read(file, password);
        ServerCertificate checked = CertificateCheck.require(content.certificates(), content.key(), Instant.now());
        put(
                by,
                current(),
                checked,
                Origin.UPLOADED,
                ca.isBlank() ? "" : Pem.text(Pem.certificates("ca", ca)),
                Map.of());
        return view();
    }

    /** Makes a certificate for these hosts with the registry's own CA, which is made too where there is none. */
    public CertificateView generate(String by, List<String> hosts) {
        generate(by, current(), hosts);
        return view();
    }

    void generate(String by, Setting<TlsSettings> seen, List<String> hosts) {
        Set<String> all = new LinkedHashSet<>();
        hosts.stream().map(HostNames::require).forEach(all::add);
        if (all.isEmpty()) {
            throw InvalidSetting.at("hosts", "Name at least one host that the certificate is for.");
        }
        Instant now = Instant.now();
        CertificateAuthority authority = authority(seen.value(), now);
        put(
                by,
                seen,
                authority.issue(List.copyOf(all), now),
                Origin.GENERATED,
                Pem.text(List.of(authority.root())),
                Map.of(TlsSettings.Section.CA_KEY, Pem.text(authority.key())));
    }

    /** Its own CA goes on while it is good for another server certificate, so that clients trust the next one too. */
    private CertificateAuthority authority(TlsSettings now, Instant moment) {
        String key = settings.secret(section, TlsSettings.Section.CA_KEY);
        if (now.origin() == Origin.GENERATED && key != null && !now.ca().isEmpty()) {
            X509Certificate root = Pem.certificates("ca", now.ca()).getFirst();
            if (!CertificateCheck.endsSoon(root, moment)) {
                return new CertificateAuthority(root, Pem.key("ca", key, null));
            }
        }
        return CertificateAuthority.create(CA_NAME, moment);
    }

    /** The hosts that a certificate should be for: the public address and the names of this machine. */
    public List<String> usualHosts() {
        Set<String> hosts = new LinkedHashSet<>();
        if (!publicHost().isEmpty()) {
            hosts.add(publicHost());
        }
        hosts.addAll(HostNames.ofThisMachine());
        return List.copyOf(hosts);
    }

    /** The host of the public address; empty where none is set. */
    public String publicHost() {
        String address = settings.value(general).publicAddress();
        return address.isEmpty() ? "" : URI.create(address).getHost().replaceAll("^\\[(.*)]$", "$1");
    }

    void put(
            String by,
            Setting<TlsSettings> seen,
            ServerCertificate certificate,
            Origin origin,
            String ca,
            Map<String, String> secrets) {
        Map<String, String> all = new HashMap<>(secrets);
        all.put(TlsSettings.Section.KEY, Pem.text(certificate.key()));
        set(by, seen, seen.value().withCertificate(origin, Pem.text(certificate.chain()), ca), all);
    }

    void set(String by, Setting<TlsSettings> seen, TlsSettings wish, Map<String, String> secrets) {
        settings.replace(by, section, json.valueToTree(wish), secrets, seen.version());
    }

    /** Whether plain requests are sent to https, and whether browsers are told to come by it alone. */
    public void setBehaviour(String by, boolean redirect, boolean hsts) {
        Setting<TlsSettings> seen = current();
        TlsSettings now = seen.value();
        if (hsts && now.certificates().isEmpty()) {
            throw new RegistryException(ErrorCode.CONFLICT, "Set a certificate first.");
        }
        set(
                by,
                seen,
                new TlsSettings(now.origin(), now.certificates(), now.ca(), redirect, hsts, now.acme()),
                Map.of());
    }

    /** What the current certificate is, for people; {@link CertificateView#NONE} where there is none. */
    public CertificateView view() {
        TlsSettings now = settings.value(section);
        if (now.certificates().isEmpty()) {
            return CertificateView.NONE;
        }
        return CertificateView.of(
                now.origin(), Pem.certificates("certificate", now.certificates()), publicHost(), Instant.now());
    }
}
