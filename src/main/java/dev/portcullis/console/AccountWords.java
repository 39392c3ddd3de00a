package dev.portcullis.console;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** The visitor's own account: password, second factor, sessions, access tokens. */
@MessageBundle("me")
public interface AccountWords {
    @Message("Your account")
    String title();

    @Message("Signed in with {how}.")
    String signedInWith(String how);

    @Message("password")
    String howPassword();

    @Message("password and second factor")
    String howFactor();

    @Message("Security")
    String tabSecurity();

    @Message("Access tokens")
    String tabTokens();

    @Message("Your account")
    String accountTabs();

    @Message("Where you are signed in")
    String sessions();

    @Message("(this one)")
    String thisOne();

    @Message("from {address}, since {opened}, last seen {seen}")
    String session(String address, String opened, String seen);

    @Message("End")
    String end();

    @Message("End the session in {browser} from {address} since {opened}")
    String endSession(String browser, String address, String opened);

    @Message("End all others")
    String endOthers();

    @Message("Password")
    String password();

    @Message("Current password")
    String currentPassword();

    @Message("New password (at least 8 characters)")
    String newPassword();

    @Message("The new password again")
    String repeated();

    @Message("You will be signed out everywhere else.")
    String endsElsewhere();

    @Message("Change the password")
    String changePassword();

    @Message("Your password is kept in {source}. Change it there.")
    String keptElsewhere(String source);

    @Message("The two new passwords are not the same.")
    String differ();

    @Message("The current password is wrong.")
    String wrongPassword();

    @Message("Second factor")
    String factor();

    @Message("On. {left} of 10 recovery codes are left. Clients such as docker sign in with an access token.")
    String factorOn(int left);

    @Message(
            "Off. With it, signing in here asks for a code of an authenticator app besides the password. Clients such as docker then need an access token.")
    String factorOff();

    @Message("New recovery codes")
    String newCodes();

    @Message("Turn off")
    String turnOff();

    @Message("Set up")
    String setUp();

    @Message("Set up the second factor of {name}")
    String setUpTitle(String name);

    @Message("Scan this with an authenticator app, or type the key into it.")
    String scan();

    @Message("QR code of the key below")
    String qrLabel();

    @Message("The six digits that the app shows now")
    String sixDigits();

    @Message("Turn on")
    String turnOn();

    @Message("Leave it off")
    String leaveOff();

    @Message("Recovery codes of {name}")
    String codesTitle(String name);

    @Message("The second factor is on. You were signed out everywhere else.")
    String factorIsOn();

    @Message("The recovery codes before these are void.")
    String codesVoid();

    @Message(
            "Each of these lets you in once instead of a code of the app. They are not shown again: keep them where you will find them without your phone.")
    String codesLead();

    @Message("I have kept them")
    String codesKept();

    @Message("Second factor of {name}")
    String factorTitle(String name);

    @Message("You sign in with {source}, which asks for factors itself.")
    String factorElsewhere(String source);

    @Message("The password is wrong.")
    String passwordWrong();

    @Message("The code is wrong. Wait for the next one, and check the clock.")
    String factorCodeWrong();

    @Message("Access tokens")
    String tokens();

    @Message(
            "For docker, scripts and CI: give a token in place of your password. A token never may more than you, and you can take it back at any time.")
    String tokensLead();

    @Message("You have no access tokens.")
    String noTokens();

    @Message("New access token")
    String newToken();

    @Message("Label")
    String label();

    @Message("What will use it, such as “CI of acme”.")
    String labelHint();

    @Message("Repositories")
    String repositories();

    @Message("One a line: acme/web, or acme/* for all below; * for all of yours.")
    String repositoriesHint();

    @Message("It may")
    String mayDo();

    @Message("pull")
    String actionPull();

    @Message("push")
    String actionPush();

    @Message("delete tags and images")
    String actionDelete();

    @Message("everything you may, to manage as well")
    String actionAll();

    @Message("Expires")
    String expiry();

    @Message("in {days} days")
    String expiryDays(String days);

    @Message("never")
    String expiryNever();

    @Message("The token “{label}”")
    String tokenMade(String label);

    @Message("It is shown this once. Copy it now.")
    String tokenOnce();

    @Message("Sign in with it:")
    String tokenUse();

    @Message("the token")
    String tokenSecret();

    @Message("I have kept it")
    String tokenKept();

    @Message("Last used")
    String lastUsed();

    @Message("{at} by {client}")
    String lastUsedBy(String at, String client);

    @Message("expires {at}")
    String endsAt(String at);

    @Message("Active")
    String active();

    @Message("Off")
    String inactive();

    @Message("Switch off")
    String switchOff();

    @Message("Switch on")
    String switchOn();

    @Message("Revoke")
    String revoke();

    @Message("Revoke the token {label}")
    String revokeOf(String label);

    @Message("Switch off the token {label}")
    String switchOffOf(String label);

    @Message("Switch on the token {label}")
    String switchOnOf(String label);

    @Message("Unknown browser")
    String unknownBrowser();

    @Message("{browser} on {system}")
    String browserOn(String browser, String system);
}
