package dev.portcullis.identity.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** SEC-K: settings of directories for any JSON, and what is built from any login: a value, and never more than that. */
class LdapFuzzTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TEMPLATE = "uid={login},ou=people,dc=example";
    private static final String LEAST = "\"servers\":[\"ldaps://a\"],\"users\":[{\"base\":\"dc=x\"}]";

    @Property(tries = 5_000)
    void anyJsonIsSettingsOrRefused(@ForAll("settings") String text) throws JsonProcessingException {
        JsonNode json = JSON.readTree(text);
        try {
            LdapSettings read = LdapSettings.read(json);
            assertThat(LdapSettings.read(JSON.valueToTree(read))).isEqualTo(read);
            Realm.all(Sources.of(json, "s"), read)
                    .forEach(realm -> realm.servers().forEach(ServerAddress::of));
        } catch (RegistryException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.REQUEST_INVALID);
        }
    }

    @Property(tries = 5_000)
    void aLoginIsOneValueOfADirectBind(@ForAll("logins") String login) throws LDAPException {
        DN dn = DirectBind.dn(TEMPLATE, login);
        DN read = new DN(dn.toString());
        assertThat(read.getRDNs()).hasSize(3);
        RDN first = Objects.requireNonNull(read.getRDN());
        assertThat(first.isMultiValued()).isFalse();
        assertThat(first.getAttributeValues()).containsExactly(login);
        assertThat(read.getParent()).isEqualTo(new DN("ou=people,dc=example"));
    }

    @Property(tries = 5_000)
    void aLoginIsOneValueOfAFilter(@ForAll("logins") String login) throws LDAPException {
        UserSearch search =
                LdapSettings.read(Sources.json("{" + LEAST + "}")).users().getFirst();
        Filter filter = new PersonReader(search, LdapSignIn.clock())
                .byLogin(new Realm.Login(login, login))
                .getFilter();
        Filter read = Filter.create(filter.toString());
        assertThat(read.getComponents()).hasSize(2);
        assertThat(read.getComponents()[0]).isEqualTo(Filter.create(search.filter()));
        Filter any = read.getComponents()[1];
        assertThat(any.getComponents()).hasSize(1);
        assertThat(any.getComponents()[0].getFilterType()).isEqualTo(Filter.FILTER_TYPE_EQUALITY);
        assertThat(any.getComponents()[0].getAssertionValue()).isEqualTo(login);
    }

    @Property(tries = 5_000)
    void aPrincipalHasTheDomainOfTheTemplateAlone(@ForAll("logins") String login) {
        String name = DirectBind.name("{login}@ad.example", login);
        if (name != null) {
            assertThat(name).endsWith("@ad.example");
            assertThat(name.chars().filter(c -> c == '@').count()).isEqualTo(1);
            assertThat(name).doesNotContain("\\", "/", ",", "=", " ", "\0");
        }
    }

    @Property(tries = 5_000)
    void anyTextIsATemplateOrNot(@ForAll("templates") String template, @ForAll("logins") String login)
            throws LDAPException {
        if (DirectBind.isTemplate(template) && DirectBind.isDn(template)) {
            DN before = new DN(template);
            DN after = new DN(String.valueOf(DirectBind.name(template, login)));
            assertThat(after.getRDNs()).hasSameSizeAs(before.getRDNs());
        }
    }

    @Property(tries = 5_000)
    void everyLoginHasARealm(@ForAll("logins") String login) {
        var settings =
                Sources.json("{" + LEAST + ",\"domains\":[{\"suffix\":\"a.example\"},{\"suffix\":\"example\"}]}");
        List<Realm> all = Realm.all(Sources.of(settings, "s"), LdapSettings.read(settings));
        Realm realm = Realm.of(all, login);
        assertThat(login).contains(realm.login(login).local());
    }

    @Provide
    Arbitrary<String> logins() {
        Arbitrary<String> parts = Arbitraries.oneOf(
                Arbitraries.of(
                        "ana",
                        "*",
                        "(",
                        ")",
                        "\\",
                        "\\2a",
                        ",",
                        "+",
                        "=",
                        "#",
                        "\"",
                        ";",
                        "<",
                        ">",
                        "|",
                        "&",
                        "!",
                        " ",
                        "\t",
                        "@",
                        "@a.example",
                        "@example",
                        "example\\",
                        "{login}",
                        "cn=x",
                        "\u00fc",
                        "\ud83d\ude00",
                        "\u200b"),
                Arbitraries.strings().ofMinLength(1).ofMaxLength(4).filter(LdapFuzzTest::isUnicode));
        return parts.list().ofMinSize(1).ofMaxSize(5).map(list -> String.join("", list));
    }

    /** Half a pair cannot be sent: UTF-8 has no form for it. */
    private static boolean isUnicode(String text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    @Provide
    Arbitrary<String> templates() {
        Arbitrary<String> parts = Arbitraries.of(
                "{login}", "uid=", "cn=", ",", "+", "dc=x", "ou=p", "@", "a.b", "\\", "\"", "#04", " ", "{", "=");
        return parts.list().ofMaxSize(8).map(list -> String.join("", list));
    }

    @Provide
    Arbitrary<String> settings() {
        Arbitrary<String> names = Arbitraries.of(
                "vendor",
                "servers",
                "encryption",
                "caCertificates",
                "connectTimeoutMillis",
                "bindDn",
                "directBind",
                "users",
                "domains",
                "nestedGroups",
                "administrators",
                "brakePercent",
                "pageSize",
                "base",
                "filter",
                "scope",
                "groupDn",
                "memberAttribute",
                "suffix",
                "loginAttributes",
                "matchGroupMembers",
                "secret");
        Arbitrary<String> leaves = Arbitraries.of(
                "null",
                "true",
                "0",
                "20",
                "-1",
                "1e9",
                "99999999999",
                "\"\"",
                "\"dc=x\"",
                "\"(a=b)\"",
                "\"(a=\"",
                "\"ldaps://a\"",
                "\"ldap://[::1]:389\"",
                "\"ldaps://a:0\"",
                "\"ldaps://a:99999\"",
                "\"none\"",
                "\"ldaps\"",
                "\"subtree\"",
                "\"activeDirectory\"",
                "\"a.b\"",
                "\"{login}@a\"",
                "\"uid={login},dc=x\"",
                "\"\\u0000\"",
                "\"\\ud800\"",
                "[]",
                "{}",
                "[\"ldaps://a\"]",
                "[\"uid\"]",
                "[null]",
                "[{}]",
                "[{\"base\":\"dc=x\"}]");
        Arbitrary<String> fields = Arbitraries.recursive(() -> leaves, inner -> object(names, inner), 0, 2);
        Arbitrary<String> more = Combinators.combine(names, fields).as((name, value) -> "\"" + name + "\":" + value);
        return Arbitraries.oneOf(
                object(names, fields),
                leaves,
                more.list()
                        .ofMaxSize(3)
                        .map(list -> "{" + LEAST + (list.isEmpty() ? "" : ",") + String.join(",", list) + "}"));
    }

    private static Arbitrary<String> object(Arbitrary<String> names, Arbitrary<String> values) {
        return Combinators.combine(names, values)
                .as((name, value) -> "\"" + name + "\":" + value)
                .list()
                .ofMaxSize(5)
                .map(list -> "{" + String.join(",", list) + "}");
    }
}
