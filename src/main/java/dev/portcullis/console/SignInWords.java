package dev.portcullis.console;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** Signing in, the first set-up, and what is seen instead of a page. */
@MessageBundle("in")
public interface SignInWords {
    @Message("Three things to look at")
    String setupSteps();

    @Message("The public address")
    String setupDomain();

    @Message(
            "How clients reach this registry. Until you set it, what each client calls it is used: {address} just now.")
    String setupDomainLead(String address);

    @Message("The certificate")
    String setupTls();

    @Message(
            "Clients elsewhere refuse a registry without https. Bring one, let the registry make its own CA, or use ACME.")
    String setupTlsLead();

    @Message("The storage")
    String setupStorage();

    @Message("Now it is best chosen: nothing has to move yet. At present:")
    String setupStorageLead();

    @Message("Each of them can be changed at any time, under System. You are asked to sign in first.")
    String setupAnyTime();

    @Message("Sign in")
    String title();

    @Message("User name")
    String userName();

    @Message("Password")
    String password();

    @Message("or")
    String or();

    @Message("Sign in with {provider}")
    String with(String provider);

    @Message("The name or the password is wrong.")
    String wrong();

    @Message("The code is wrong, or was used before.")
    String wrongCode();

    @Message("That took too long, or the account was changed. Sign in again.")
    String again();

    @Message("Second factor")
    String factorTitle();

    @Message("Code")
    String code();

    @Message("The six digits that your authenticator app shows, or one of your recovery codes.")
    String codeHint();

    @Message("Lost both? An administrator can reset your second factor.")
    String lostBoth();

    @Message("Start again")
    String startAgain();

    @Message("You are not signed in")
    String notSignedIn();

    @Message("Sign in again")
    String signInAgain();

    @Message("Sign in another way")
    String otherWay();

    @Message("You are not signed in any more")
    String expiredTitle();

    @Message("Nothing was changed. Sign in, then do it again.")
    String expired();

    @Message("This form came from another site")
    String elsewhereTitle();

    @Message("Nothing was changed. If you sent it from here, open this registry under its own address and try again.")
    String elsewhere();

    @Message("Open the registry")
    String openRegistry();

    @Message("There is nothing here")
    String missingTitle();

    @Message("Nothing is at this address, or you may not see it. Whoever manages it can let you in.")
    String missing();

    @Message("You may not do that")
    String deniedTitle();

    @Message("Ask whoever manages this. Nothing was changed.")
    String denied();

    @Message("That did not work")
    String failedTitle();

    @Message("Try again. If it goes on, tell the administrator this number:")
    String failed();

    @Message("To the start page")
    String toHome();

    @Message("Set up the first administrator")
    String setupTitle();

    @Message("This account manages the whole registry. The link works once.")
    String setupLead();

    @Message("Password (at least 8 characters)")
    String newPassword();

    @Message("The same password again")
    String repeated();

    @Message("The two passwords are not the same.")
    String differ();

    @Message("Create the administrator")
    String createAdministrator();

    @Message("{name} is the administrator")
    String setupDone(String name);

    @Message("Sign in here, and with docker:")
    String setupNext();

    @Message("Then push the first image:")
    String setupPush();

    @Message("This link does not work any more")
    String linkGone();

    @Message("It was used already, is older than a day, or was replaced by a newer one.")
    String linkGoneWhy();

    @Message(
            "If the registry has an administrator, sign in as that. If it has none, restart it: it then prints a new link.")
    String linkGoneNext();
}
