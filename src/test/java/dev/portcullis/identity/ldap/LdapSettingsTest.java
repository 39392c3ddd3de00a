package dev.portcullis.identity.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.LDAPException;
import dev.portcullis.error.RegistryException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LdapSettingsTest {
    private static final String LEAST = "{'servers': ['ldaps://a.example.com'], 'users': [{'base': 'dc=example'}]}";

    @Test
    void defaultsAreSafe() {
        LdapSettings read = LdapSettings.read(Sources.json(LEAST));

        assertThat(read.encryption()).isEqualTo(Encryption.LDAPS);
        assertThat(read.brakePercent()).isEqualTo(20);
        assertThat(read.nestedGroups()).isTrue();
        assertThat(read.createAccounts()).isFalse();
        assertThat(read.users().getFirst().idAttribute()).isEqualTo("entryUUID");
        assertThat(read.users().getFirst().loginAttributes()).containsExactly("uid");
    }

    @Test
    void activeDirectoryHasItsOwnDefaults() {
        var settings = Sources.json(LEAST).put("vendor", "activeDirectory");
        UserSearch search = LdapSettings.read(settings).users().getFirst();

        assertThat(search.idAttribute()).isEqualTo("objectGUID");
        assertThat(search.loginAttributes()).containsExactly("sAMAccountName", "userPrincipalName");
    }

    @Test
    void whatIsStoredReadsAsWhatWasGiven() {
        var given = Sources.json("""
                {'vendor': 'activeDirectory', 'servers': ['ldap://a', 'ldap://b:3389'], 'encryption': 'starttls',
                 'bindDn': 'reader@ad.example.com', 'directBind': null,
                 'users': [{'base': 'ou=a,dc=x', 'matchGroupMembers': {'groupDn': 'cn=g,dc=x'}}],
                 'domains': [{'suffix': 'EMEA.example.com', 'servers': ['ldap://c'], 'users': [{'base': 'dc=emea'}]}],
                 'administrators': {'base': 'ou=admins,dc=x', 'filter': '(cn=a)', 'scope': 'oneLevel'}}""");
        LdapSettings read = LdapSettings.read(given);

        LdapSettings again = LdapSettings.read(new ObjectMapper().valueToTree(read));

        assertThat(again).isEqualTo(read);
        assertThat(again.domains().getFirst().suffix()).isEqualTo("emea.example.com");
        assertThat(again.administrators()).isInstanceOf(MemberRule.Search.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'server': ['ldaps://a'], 'users': []} | servers",
                "{'servers': [], 'users': [{'base': 'dc=x'}]} | servers",
                "{'servers': ['ldaps://a'], 'users': []} | users",
                "{'servers': ['ldap://a'], 'users': [{'base': 'dc=x'}]} | servers",
                "{'servers': ['ldaps://a'], 'encryption': 'none', 'users': [{'base': 'dc=x'}]} | servers",
                "{'servers': ['https://a'], 'users': [{'base': 'dc=x'}]} | servers",
                "{'servers': ['ldaps://u:p@a'], 'users': [{'base': 'dc=x'}]} | servers",
                "{'servers': ['ldaps://a'], 'users': [{'base': 'nonsense'}]} | users[0].base",
                "{'servers': ['ldaps://a'], 'users': [{'base': 'dc=x', 'filter': '(uid='}]} | users[0].filter",
                "{'servers': ['ldaps://a'], 'users': [{'base': 'dc=x', 'loginAttributes': ['u)d']}]} | users[0].loginAttributes",
                "{'servers': ['ldaps://a'], 'users': [{'base': 'dc=x', 'fliter': '(a=b)'}]} | users[0].fliter",
                "{'servers': ['ldaps://a'], 'users': [{'base': 'dc=x'}], 'brakePercent': 101} | brakePercent",
                "{'servers': ['ldaps://a'], 'users': [{'base': 'dc=x'}], 'caCertificates': 'x'} | caCertificates",
                "{'servers': ['ldaps://a'], 'users': [{'base': 'dc=x'}], 'directBind': 'uid=x,dc=y'} | directBind",
                "{'servers': ['ldaps://a'], 'users': [{'base': 'dc=x'}], 'directBind': '{login}@a,b'} | directBind",
                "{'servers': ['ldaps://a'], 'users': [{'base': 'dc=x'}], 'verifyHostName': false} | verifyHostName",
                "{'servers': ['ldaps://a'], 'users': [{'base': 'dc=x'}], 'secret': 'x'} | secret"
            })
    void aRefusalNamesTheField(String settings, String field) {
        assertThatThrownBy(() -> LdapSettings.read(Sources.json(settings)))
                .isInstanceOf(RegistryException.class)
                .hasMessageStartingWith(field + " ");
    }

    @ParameterizedTest
    @CsvSource({
        "ana, ''",
        "ana@example.com, example.com",
        "ana@EMEA.example.com, emea.example.com",
        "ana@x.emea.example.com, emea.example.com",
        "ana@notexample.com, ''",
        "EMEA\\ana, emea",
        "a@b@example.com, example.com"
    })
    void theLongestSuffixOfTheLoginChoosesTheDomain(String login, String suffix) {
        var settings = Sources.json(LEAST);
        settings.set(
                "domains",
                Sources.json("{'d': [{'suffix': 'example.com'}, {'suffix': 'emea.example.com'}, {'suffix': 'emea'}]}")
                        .get("d"));
        List<Realm> all = Realm.all(Sources.of(settings, "s"), LdapSettings.read(settings));

        assertThat(Realm.of(all, login).suffix()).isEqualTo(suffix);
    }

    @Test
    void theDomainIsTakenOffOnlyWhereItChoseTheDirectory() {
        var settings = Sources.json(LEAST);
        settings.set(
                "domains", Sources.json("{'d': [{'suffix': 'example.com'}]}").get("d"));
        List<Realm> all = Realm.all(Sources.of(settings, "s"), LdapSettings.read(settings));

        assertThat(Realm.of(all, "ana@example.com").login("ana@example.com").local())
                .isEqualTo("ana");
        assertThat(Realm.of(all, "ana@other.com").login("ana@other.com").local())
                .isEqualTo("ana@other.com");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "ana, `uid=ana,ou=people,dc=x`",
                "`a,ou=admins`, `uid=a\\,ou\\=admins,ou=people,dc=x`",
                "`#a+cn=b`, `uid=\\#a\\+cn\\=b,ou=people,dc=x`"
            })
    void aDirectBindIsBuiltOfParts(String login, String dn) throws LDAPException {
        assertThat(DirectBind.dn("uid={login},ou=people,dc=x", login)).isEqualTo(new com.unboundid.ldap.sdk.DN(dn));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "ana, ana@ad.example.com",
                "Ana@AD.example.com, Ana@ad.example.com",
                "ana@other.com, ",
                "`CN=x,DC=y`, ",
                "EX\\ana, ",
                "` ana`, "
            })
    void aPrincipalTakesPlainLoginsOnly(String login, String name) {
        assertThat(DirectBind.name("{login}@ad.example.com", login)).isEqualTo(name);
    }

    @Test
    void aGuidIsReadAsMicrosoftWritesIt() {
        byte[] stored = java.util.HexFormat.of().parseHex("33221100554477668899aabbccddeeff");

        assertThat(PersonReader.guid(stored)).hasToString("00112233-4455-6677-8899-aabbccddeeff");
    }

    @ParameterizedTest
    @CsvSource({"member;range=0-1499, 1500", "member;range=1500-*, -1", "member, -1", "member;binary, -1"})
    void aRangeTellsWhereTheNextBegins(String name, int next) {
        assertThat(Groups.rangeAfter(new Attribute(name, "x"))).isEqualTo(next);
    }
}
