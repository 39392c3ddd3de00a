package dev.portcullis.console;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** The settings of an identity source. */
@MessageBundle("field")
public interface SourceFieldWords {
    @Message("Connection")
    String connection();

    @Message("People")
    String people();

    @Message("Groups and administrators")
    String groups();

    @Message("Synchronization")
    String synchronization();

    @Message("Provider")
    String provider();

    @Message("Claims")
    String claims();

    @Message("Signing in and out")
    String signingIn();

    @Message("Directory")
    String vendor();

    @Message("Active Directory")
    String vendorAd();

    @Message("another")
    String vendorOther();

    @Message("Decides what fields stand for that are left empty.")
    String vendorHint();

    @Message("Servers")
    String servers();

    @Message("One a line, tried in this order: ldaps://ldap.example.com:636")
    String serversHint();

    @Message("Encryption")
    String encryption();

    @Message("TLS from the first byte (ldaps)")
    String encryptionLdaps();

    @Message("StartTLS")
    String encryptionStarttls();

    @Message("none: passwords cross the network in clear text")
    String encryptionNone();

    @Message("Certificates of the CA, in PEM")
    String ca();

    @Message("Only these are trusted then. Empty: the public CAs.")
    String caHint();

    @Message("Who searches (DN)")
    String bindDn();

    @Message("Empty: the directory is searched anonymously.")
    String bindDnHint();

    @Message("Their password")
    String bindPassword();

    @Message("Client secret")
    String clientSecret();

    @Message("One is stored, and never shown. Empty: it stays.")
    String secretKept();

    @Message("None is stored yet.")
    String secretNone();

    @Message("Where people are (base DN)")
    String base();

    @Message("How deep")
    String scope();

    @Message("everything below")
    String scopeSubtree();

    @Message("one level below")
    String scopeOneLevel();

    @Message("the entry itself")
    String scopeBase();

    @Message("Filter of people")
    String filter();

    @Message("Such as (objectClass=inetOrgPerson). Empty: as usual for the directory.")
    String filterHint();

    @Message("Attributes with the login")
    String loginAttributes();

    @Message("One a line. The first one makes the name of the account.")
    String loginAttributesHint();

    @Message("Attribute with the full name")
    String fullName();

    @Message("Attribute with the e-mail address")
    String mail();

    @Message("Attribute that never changes")
    String idAttribute();

    @Message("By this one people are known again when they are renamed: entryUUID, objectGUID.")
    String idAttributeHint();

    @Message("Only members of this group (DN)")
    String onlyGroup();

    @Message("Empty: all people of the search.")
    String onlyGroupHint();

    @Message("Attribute of that group with its members")
    String memberAttribute();

    @Message("Members of a group in a group belong to it")
    String nestedGroups();

    @Message("Group whose members are administrators (DN)")
    String administrators();

    @Message("Nobody else of this source is one then. Empty: that is decided here.")
    String administratorsHint();

    @Message("Who has no account gets one at the first sign-in")
    String justInTime();

    @Message("A synchronization creates accounts for everyone it finds")
    String createAccounts();

    @Message("Minutes between synchronizations")
    String interval();

    @Message("0: only when somebody asks for one.")
    String intervalHint();

    @Message("Brake, percent of the accounts")
    String brake();

    @Message("A synchronization that would deactivate more than this share stops and changes nothing.")
    String brakeHint();

    @Message("Issuer")
    String issuer();

    @Message("As the provider calls itself, such as https://idp.example.com")
    String issuerHint();

    @Message("Client id")
    String clientId();

    @Message("How the secret is sent")
    String clientAuthentication();

    @Message("in a header (basic)")
    String clientBasic();

    @Message("in the form (post)")
    String clientPost();

    @Message("Scopes")
    String scopes();

    @Message("One a line; openid is one of them.")
    String scopesHint();

    @Message("Claim with the user name")
    String loginClaim();

    @Message("Claim with the full name")
    String nameClaim();

    @Message("Claim with the e-mail address")
    String emailClaim();

    @Message("Claim with the groups")
    String groupsClaim();

    @Message("A dot goes into claims within claims. Empty: the provider decides no memberships.")
    String groupsClaimHint();

    @Message("Group whose members are administrators")
    String administratorGroup();

    @Message("Other audiences that a token may name")
    String extraAudiences();

    @Message("One a line.")
    String onePerLine();

    @Message("Seconds since the password was typed at the provider, at most")
    String maxAge();

    @Message("Empty: the provider decides.")
    String maxAgeHint();

    @Message("The provider may end sessions by a request of its own")
    String backchannel();

    @Message("The provider may end sessions through the browser")
    String frontchannel();

    @Message("Redirect address to register at the provider")
    String callback();
}
