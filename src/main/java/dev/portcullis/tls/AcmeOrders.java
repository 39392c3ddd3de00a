package dev.portcullis.tls;

import dev.portcullis.egress.EgressClient;
import dev.portcullis.egress.EgressException;
import dev.portcullis.egress.GuardedAcme;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.settings.InvalidSetting;
import dev.portcullis.settings.Setting;
import dev.portcullis.settings.Settings;
import dev.portcullis.tls.TlsSettings.Acme;
import dev.portcullis.tls.TlsSettings.Origin;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.exception.AcmeException;

/** Asks an ACME server (RFC 8555) for a certificate, and proves the hosts over port 80 (HTTP-01). */
@Singleton
public final class AcmeOrders {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final ServerCertificates certificates;
    private final Settings settings;
    private final TlsSettings.Section section;
    private final AcmeChallenges challenges;
    private final EgressClient egress;

    /**
     * What to ask for, and whom.
     *
     * @param directory the server's directory
     * @param email where it may write to; empty for nowhere
     * @param ca the certificate in PEM that its https is checked with; empty for those that Java trusts
     * @param agreed to the server's terms of service
     */
    public record Wish(String directory, String email, String ca, boolean agreed, List<String> hosts) {}

    AcmeOrders(
            ServerCertificates certificates,
            Settings settings,
            TlsSettings.Section section,
            AcmeChallenges challenges,
            EgressClient egress) {
        this.certificates = certificates;
        this.settings = settings;
        this.section = section;
        this.challenges = challenges;
        this.egress = egress;
    }

    /**
     * Gets a certificate and uses it; takes up to two minutes.
     *
     * @throws RegistryException {@link ErrorCode#REQUEST_INVALID} with the server's own words when it gives none
     */
    public CertificateView order(String by, Wish wish) {
        List<String> hosts = checked(wish);
        Setting<TlsSettings> seen = certificates.current();
        Acme before = seen.value().acme();
        String known = before.directory().equals(wish.directory()) ? before.account() : "";
        try {
            KeyPair accountKey = accountKey(known);
            Login login = login(session(wish), accountKey, known, wish.email());
            ServerCertificate made = order(login, hosts);
            Acme acme = new Acme(
                    wish.directory(),
                    wish.email(),
                    wish.ca(),
                    login.getAccount().getLocation().toString());
            put(by, seen, acme, made, accountKey);
            return certificates.view();
        } catch (AcmeException failed) {
            throw refused(failed);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new RegistryException(ErrorCode.UNAVAILABLE);
        }
    }

    /** The hosts of a wish that can be asked for. */
    private static List<String> checked(Wish wish) {
        if (!wish.agreed()) {
            throw InvalidSetting.at(
                    "agreed", "The server asks for consent to its terms of service: give it, or ask another.");
        }
        List<String> hosts =
                wish.hosts().stream().map(HostNames::require).distinct().toList();
        if (hosts.isEmpty()) {
            throw InvalidSetting.at("hosts", "Name at least one host that the certificate is for.");
        }
        if (!wish.ca().isBlank()) {
            Pem.certificates("acmeCa", wish.ca());
        }
        return hosts;
    }

    private void put(String by, Setting<TlsSettings> seen, Acme acme, ServerCertificate made, KeyPair accountKey) {
        Setting<TlsSettings> with = new Setting<>(
                seen.section(), seen.version(), seen.value().withAcme(acme), Map.of(), seen.secrets(), null, null);
        certificates.put(
                by,
                with,
                made,
                Origin.ACME,
                "",
                Map.of(
                        TlsSettings.Section.ACME_KEY,
                        Pem.text(accountKey.getPrivate()) + Pem.text(accountKey.getPublic())));
    }

    /** Asks again, as the last time. */
    void renew(String by, List<String> hosts) {
        Acme acme = certificates.current().value().acme();
        order(by, new Wish(acme.directory(), acme.email(), acme.ca(), true, hosts));
    }

    private Session session(Wish wish) {
        URI directory;
        try {
            directory = new URI(wish.directory().strip());
        } catch (URISyntaxException e) {
            directory = URI.create("");
        }
        if (!"https".equalsIgnoreCase(directory.getScheme()) || directory.getHost() == null) {
            throw InvalidSetting.at(
                    "directory", "The directory is an address such as https://acme.example.com/directory.");
        }
        return new Session(directory, new GuardedAcme(egress, wish.ca().isBlank() ? null : wish.ca()));
    }

    private KeyPair accountKey(String account) {
        String kept = settings.secret(section, TlsSettings.Section.ACME_KEY);
        return account.isEmpty() || kept == null ? CertificateAuthority.keyPair() : keyPair(kept);
    }

    private static KeyPair keyPair(String pem) {
        PublicKey open = Pem.publicKey(pem);
        return new KeyPair(open, Pem.key("acmeKey", pem, null));
    }

    private static Login login(Session session, KeyPair key, String account, String email) throws AcmeException {
        if (!account.isEmpty()) {
            try {
                URL address = URI.create(account).toURL();
                return session.login(address, key);
            } catch (java.net.MalformedURLException changed) {
                // made anew below
            }
        }
        AccountBuilder builder = new AccountBuilder().agreeToTermsOfService().useKeyPair(key);
        if (!email.isBlank()) {
            builder.addEmail(email.strip());
        }
        return builder.createLogin(session);
    }

    private ServerCertificate order(Login login, List<String> hosts) throws AcmeException, InterruptedException {
        Order order = login.newOrder().domains(hosts).create();
        List<String> tokens = new ArrayList<>();
        try {
            for (Authorization authorization : order.getAuthorizations()) {
                if (authorization.getStatus() != Status.VALID) {
                    prove(authorization, tokens);
                }
            }
            KeyPair key = CertificateAuthority.keyPair();
            order.waitUntilReady(PATIENCE);
            order.execute(key);
            if (order.waitForCompletion(PATIENCE) != Status.VALID) {
                throw notGiven(order.getError().orElse(null), "The order has not become valid.");
            }
            return CertificateCheck.require(
                    order.getCertificate().getCertificateChain(), key.getPrivate(), Instant.now());
        } finally {
            tokens.forEach(challenges::remove);
        }
    }

    private void prove(Authorization authorization, List<String> tokens) throws AcmeException, InterruptedException {
        String host = authorization.getIdentifier().toString();
        Http01Challenge challenge = authorization
                .findChallenge(Http01Challenge.class)
                .orElseThrow(() -> notGiven(null, "The server does not let " + host + " be proved over http."));
        challenges.put(challenge.getToken(), challenge.getAuthorization());
        tokens.add(challenge.getToken());
        challenge.trigger();
        if (authorization.waitForCompletion(PATIENCE) != Status.VALID) {
            throw notGiven(
                    challenge.getError().orElse(null),
                    "The server could not prove that this registry is " + host + ".");
        }
    }

    private static RegistryException notGiven(@Nullable Problem problem, String otherwise) {
        String said = problem == null ? "" : " It says: " + problem.getDetail().orElse(problem.toString());
        return InvalidSetting.at(
                "hosts",
                otherwise + said + " It asks at http://HOST/.well-known/acme-challenge/ on port 80, which has to reach"
                        + " the http port of this registry.");
    }

    private static RegistryException refused(AcmeException failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof EgressException unreachable) {
                return InvalidSetting.at("directory", String.valueOf(unreachable.getMessage()));
            }
        }
        return InvalidSetting.at(
                "directory",
                "The ACME server refused: "
                        + String.valueOf(failed.getMessage()).strip());
    }
}
