package dev.portcullis.identity.ldap;

import dev.portcullis.identity.IdentitySource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One directory of a source: that of the settings, or that of an additional domain, with what it does not say itself
 * taken from the settings.
 *
 * @param suffix of the logins it serves; empty: all others
 * @param secret the password of {@code bindName}
 */
record Realm(
        String source,
        String suffix,
        LdapSettings settings,
        List<String> servers,
        @Nullable String bindName,
        @Nullable String secret,
        @Nullable String directBind,
        List<UserSearch> users) {

    /** A login as it was typed, and without the domain of the realm. */
    record Login(String typed, String local) {}

    static List<Realm> all(IdentitySource source, LdapSettings settings) {
        List<Realm> all = new ArrayList<>();
        all.add(new Realm(
                source.name(),
                "",
                settings,
                settings.servers(),
                settings.bindDn(),
                source.secret(),
                settings.directBind(),
                settings.users()));
        for (LdapSettings.Domain domain : settings.domains()) {
            all.add(of(source, settings, domain));
        }
        return all;
    }

    private static Realm of(IdentitySource source, LdapSettings settings, LdapSettings.Domain domain) {
        String bindName = domain.bindDn() == null ? settings.bindDn() : domain.bindDn();
        return new Realm(
                source.name(),
                domain.suffix(),
                settings,
                domain.servers() == null ? settings.servers() : domain.servers(),
                bindName,
                source.secret(),
                domain.directBind() == null ? settings.directBind() : domain.directBind(),
                domain.users().isEmpty() ? settings.users() : domain.users());
    }

    /** The same with one of its servers only. */
    Realm withServer(String server) {
        return new Realm(source, suffix, settings, List.of(server), bindName, secret, directBind, users);
    }

    /** The realm of a login: the longest suffix wins, and a suffix ends where a label of the domain begins. */
    static Realm of(List<Realm> all, String login) {
        String domain = domain(login);
        return all.stream()
                .filter(realm ->
                        realm.suffix.isEmpty() || domain.equals(realm.suffix) || domain.endsWith("." + realm.suffix))
                .max(Comparator.comparingInt(realm -> realm.suffix.length()))
                .orElseThrow();
    }

    /**
     * What to look for. The domain is taken off only where it chose this realm: elsewhere {@code ana@example.com} is not
     * the {@code ana} of this directory.
     */
    Login login(String typed) {
        if (suffix.isEmpty()) {
            return new Login(typed, typed);
        }
        int back = typed.indexOf('\\');
        String local = back >= 0 ? typed.substring(back + 1) : typed.substring(0, typed.lastIndexOf('@'));
        return new Login(typed, local);
    }

    private static String domain(String login) {
        int back = login.indexOf('\\');
        String domain = back >= 0 ? login.substring(0, back) : login.substring(login.lastIndexOf('@') + 1);
        return login.indexOf('@') < 0 && back < 0 ? "" : domain.toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return "Realm[" + source + (suffix.isEmpty() ? "" : " " + suffix) + "]";
    }
}
