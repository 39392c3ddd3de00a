package dev.portcullis.console;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** Where people sign in. */
@MessageBundle("src")
public interface SourceWords {
    @Message("Where people sign in")
    String sources();

    @Message(
            "A name and a password are tried at these one after the other, from the top. Providers of OpenID Connect stand as buttons on the sign-in page.")
    String sourcesLead();

    @Message(
            "People sign in with the accounts that are kept here. To let them use the accounts of your company, add a directory or a provider.")
    String onlyLocal();

    @Message("Add a directory (LDAP)")
    String addLdap();

    @Message("Add a provider (OpenID Connect)")
    String addOidc();

    @Message("Kind")
    String kind();

    @Message("accounts kept here")
    String kindLocal();

    @Message("directory (LDAP)")
    String kindLdap();

    @Message("OpenID Connect")
    String kindOidc();

    @Message("State")
    String state();

    @Message("on")
    String on();

    @Message("off")
    String off();

    @Message("Switch on")
    String switchOn();

    @Message("Switch off")
    String switchOff();

    @Message("Switch on {name}")
    String switchOnOf(String name);

    @Message("Switch off {name}")
    String switchOffOf(String name);

    @Message("Up")
    String up();

    @Message("Down")
    String down();

    @Message("Ask {name} earlier")
    String upOf(String name);

    @Message("Ask {name} later")
    String downOf(String name);

    @Message("Last synchronization")
    String lastSync();

    @Message("not yet")
    String notSynced();

    @Message("Workload issuers")
    String issuers();

    @Message(
            "Jobs of these issuers, such as those of a CI, act as robots that trust their tokens, without a secret of their own.")
    String issuersLead();

    @Message("No issuer yet. Add the one of your CI; then let a robot of an organization trust its tokens.")
    String noIssuers();

    @Message("Name here")
    String issuerName();

    @Message("Issuer, as its tokens say it")
    String issuerAddress();

    @Message("Where its keys are, as JSON")
    String issuerKeys();

    @Message("Empty: the issuer publishes them itself. Otherwise jwksUri or jwks, and caBundle for a private CA.")
    String issuerKeysHint();

    @Message("Add an issuer")
    String addIssuer();

    @Message("Remove the issuer {name}?")
    String deleteIssuer(String name);

    @Message("Its jobs can no longer act as robots: every trust in its tokens goes too.")
    String deleteIssuerLead();

    @Message("Remove {name}")
    String removeIssuer(String name);

    @Message("New directory")
    String newLdap();

    @Message("New provider")
    String newOidc();

    @Message("Name here")
    String name();

    @Message("a-z, 0-9 and single . _ - between. It cannot be changed later.")
    String nameHint();

    @Message("Settings")
    String tabSettings();

    @Message("Test and synchronization")
    String tabSync();

    @Message("Source {name}")
    String sourceTabs(String name);

    @Message(
            "These accounts are kept here, so there is nothing to set up. While they are switched off, nobody but administrators signs in with a password that is kept here.")
    String localLead();

    @Message("Other settings, as JSON")
    String rest();

    @Message("What has no field above: additional domains, further searches of people, time-outs.")
    String restHint();

    @Message("The other settings are no JSON object.")
    String notJson();

    @Message("Where the keys are is no JSON object.")
    String keysNotJson();

    @Message("Delete {name}")
    String deleteSource(String name);

    @Message("Delete the source {name}?")
    String deleteSourceAsk(String name);

    @Message("The accounts stay, but nobody signs in through it any more, and teams that it decided stay as they are.")
    String deleteSourceLead();
}
