package dev.portcullis.console;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** What administrators set for the whole registry. */
@MessageBundle("set")
public interface SettingsWords {
    @Message("Web proxy")
    String proxyTitle();

    @Message(
            "For what the registry itself asks for: OpenID Connect providers, issuers of workload tokens, ACME. Storage, database and directories are reached without it.")
    String proxyLead();

    @Message("Set the web proxy")
    String proxyOpen();

    @Message("Address of the proxy")
    String proxyAddress();

    @Message(
            "Such as http://proxy.example.com:3128; empty for none. It must be among the hosts of portcullis.egress.allow, with http:// before it.")
    String proxyAddressHint();

    @Message("User, if the proxy asks for one")
    String proxyUser();

    @Message("Password")
    String proxyPassword();

    @Message("A password is set. Leave this empty to keep it.")
    String proxyPasswordSet();

    @Message("No password is set.")
    String proxyPasswordNone();

    @Message("Reached without the proxy")
    String proxyDirect();

    @Message("Hosts with commas between; one that begins with a dot stands for all below it.")
    String proxyDirectHint();

    @Message("Try it")
    String proxyTry();

    @Message("Asks for an address, such as https://idp.example.com/, with the settings that are saved.")
    String proxyTryLead();

    @Message("Address to ask for")
    String proxyTarget();

    @Message("Public address")
    String publicAddress();

    @Message(
            "How clients reach the registry, such as https://registry.example.com. Challenges, redirects and pull commands name it. When it is empty, what each request says is used. On this machine localhost goes on working whatever stands here.")
    String publicAddressHint();

    @Message("Set by {property} in the configuration of the server.")
    String pinnedBy(String property);

    @Message("What was tried")
    String checksTitle();

    @Message("Step")
    String step();

    @Message("Outcome")
    String outcome();

    @Message("Took")
    String took();

    @Message("The name resolves")
    String checkResolves();

    @Message("The registry answers there")
    String checkAnswers();

    @Message("in order")
    String fine();

    @Message("failed")
    String failed();

    @Message("A push creates its repository")
    String createOnPush();

    @Message("For those who may create repositories there. Otherwise a repository has to be created first.")
    String createOnPushHint();

    @Message("Public repositories can be pulled without signing in")
    String anonymousAccess();

    @Message("When this is off, nothing is shown to anyone who has not signed in.")
    String anonymousAccessHint();

    @Message("Read-only")
    String readOnly();

    @Message("Pushes and deletions are refused, and nothing is freed, as before the database is moved. Pulls go on.")
    String readOnlyHint();

    @Message("Message to everyone")
    String announcement();

    @Message("Shown on top of every page, and to who pushes while the registry is read-only.")
    String announcementHint();

    @Message("Try the address")
    String checkAddress();

    @Message("Type an address to try first.")
    String noAddress();

    @Message("As a command and as a call")
    String asCommand();

    @Message("Changes")
    String history();

    @Message("Version {version}, by {who}")
    String versionBy(long version, String who);

    @Message("Nothing was changed yet: what holds are the defaults.")
    String noHistory();

    @Message("Message from the administrators")
    String announcementLabel();

    @Message("The registry is read-only just now.")
    String readOnlyNow();
}
