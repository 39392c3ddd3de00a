package dev.portcullis.console;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** The registry's certificate. */
@MessageBundle("tls")
public interface TlsWords {
    @Message(
            "This registry was started without an https port, so nobody is shown a certificate. Start it with --https-port 8443, or let a proxy in front of it do TLS.")
    String notOpen();

    @Message("What clients are shown")
    String now();

    @Message("From")
    String origin();

    @Message("an administrator")
    String originUploaded();

    @Message("the registry's own CA, which renews it")
    String originGenerated();

    @Message("an ACME server, which is asked again in time")
    String originAcme();

    @Message("nothing")
    String none();

    @Message("Hosts")
    String hosts();

    @Message("Good until")
    String ends();

    @Message("has ended")
    String ended();

    @Message("{days} days left")
    String daysLeft(long days);

    @Message("Subject")
    String subject();

    @Message("Issued by")
    String issuer();

    @Message("Key")
    String keyKind();

    @Message("SHA-256 fingerprint")
    String fingerprint();

    @Message("It is not for the public address of this registry: clients will refuse it.")
    String otherHost();

    @Message("It has signed itself: clients have to trust this very certificate.")
    String selfSigned();

    @Message("There is no certificate yet. Bring one, or let the registry make one.")
    String nothingYet();

    @Message("What clients have to trust")
    String trustTitle();

    @Message("The certificate is not from a public CA. Give clients the certificate of the CA:")
    String trustLead();

    @Message("Certificate of the CA")
    String caFile();

    @Message("The first download cannot be checked by itself: compare what you got with the fingerprint here.")
    String compare();

    @Message("Bring a certificate")
    String uploadTitle();

    @Message(
            "It is checked first: the key, the chain, dates, hosts and strength. Connections that are open keep the one they have; nothing is interrupted.")
    String uploadLead();

    @Message("Certificate and what stands between it and the CA, in PEM")
    String certificate();

    @Message("Private key, in PEM")
    String key();

    @Message("Password of the key, where it is encrypted")
    String keyPassword();

    @Message("Certificate of the CA, in PEM")
    String ca();

    @Message("Only where it is a CA of your own: it is given out at /ca for clients to trust.")
    String caHint();

    @Message("Use this certificate")
    String use();

    @Message("Let the registry make one")
    String generateTitle();

    @Message("The registry's own CA signs it for 397 days and renews it in time. Clients trust the CA once.")
    String generateLead();

    @Message("DNS names and addresses, one a line.")
    String hostsHint();

    @Message("Make a certificate")
    String generate();

    @Message("Ask an ACME server")
    String acmeTitle();

    @Message(
            "It proves each host over http at port 80, which has to reach the http port of this registry. The certificate is renewed in time.")
    String acmeLead();

    @Message("Directory of the server")
    String directory();

    @Message("E-mail address that it may write to, if any")
    String acmeEmail();

    @Message("Certificate of its own CA in PEM, where it has no public one")
    String acmeCa();

    @Message("I agree to the terms of service of that server")
    String acmeAgreed();

    @Message("Get a certificate")
    String acmeAsk();

    @Message("Without https")
    String behaviourTitle();

    @Message("Send other machines from http to https")
    String redirect();

    @Message(
            "Otherwise they are only told that this registry is used over https. This machine itself is always served.")
    String redirectHint();

    @Message("Tell browsers to come over https only (HSTS)")
    String hsts();

    @Message("For a year. They will then refuse a certificate that is not in order, with no way around it.")
    String hstsHint();
}
