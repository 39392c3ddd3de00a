package dev.portcullis.identity.ldap;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchResultEntry;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.identity.ExternalPerson;
import dev.portcullis.identity.Identities;
import dev.portcullis.identity.IdentitySource;
import dev.portcullis.identity.IdentitySources;
import dev.portcullis.identity.SignInOutcome;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tries what is set up, for an administrator who wants to see where it fails. */
@Singleton
public final class DirectoryTrial {
    private static final int SAMPLE = 5;

    private final IdentitySources sources;
    private final Directories directories;
    private final Identities identities;

    /** What was tried: a server, or a search. The message says what was found, or what to do. */
    public record Check(String what, boolean ok, String message, long millis) {}

    private record Answer(boolean ok, String message) {
        Check to(String what, long since) {
            return new Check(
                    what,
                    ok,
                    message,
                    Duration.ofNanos(System.nanoTime() - since).toMillis());
        }
    }

    /** All that was tried. */
    public record Report(boolean ok, List<Check> checks) {}

    /**
     * What came of a name and a password.
     *
     * @param outcome {@code proved}, {@code refused}, {@code unknown} or {@code unavailable}
     * @param person as the directory knows them; null where nobody was found
     * @param groups that name the person themselves
     * @param account here; null where there is none yet
     */
    public record LoginReport(
            String outcome,
            String message,
            @Nullable String dn,
            @Nullable ExternalPerson person,
            List<String> groups,
            @Nullable String account) {}

    DirectoryTrial(IdentitySources sources, Directories directories, Identities identities) {
        this.sources = sources;
        this.directories = directories;
        this.identities = identities;
    }

    /** Connects to each server, binds, and runs each search for its first entries. */
    public Report test(String name) {
        IdentitySource source = ldap(name);
        List<Check> checks = new ArrayList<>();
        for (Realm realm : Realm.all(source, LdapSettings.read(source.settings()))) {
            for (String server : realm.servers()) {
                checks.addAll(test(realm, server));
            }
        }
        return new Report(checks.stream().allMatch(Check::ok), checks);
    }

    private static List<Check> test(Realm realm, String server) {
        String what = server + (realm.suffix().isEmpty() ? "" : " for " + realm.suffix());
        List<Check> checks = new ArrayList<>();
        long since = System.nanoTime();
        try (LDAPConnection connection = new Connections(realm.withServer(server)).prompt()) {
            String bound = realm.bindName() == null ? "nobody (anonymous)" : realm.bindName();
            checks.add(new Answer(true, "Connected, and bound as " + bound + ".").to(what, since));
            for (UserSearch search : realm.users()) {
                long begun = System.nanoTime();
                checks.add(test(realm, connection, search).to(what + ": people below " + search.base(), begun));
            }
        } catch (LDAPException e) {
            checks.add(new Answer(false, DirectoryUnavailable.explain(e)).to(what, since));
        }
        return checks;
    }

    private static Answer test(Realm realm, LDAPConnection connection, UserSearch search) {
        try {
            PersonReader reader = new PersonReader(search, LdapSignIn.clock());
            List<SearchResultEntry> entries = PagedSearch.first(connection, reader.all(), SAMPLE);
            List<String> logins = new ArrayList<>();
            for (SearchResultEntry entry : entries) {
                reader.read(entry).ifPresent(person -> logins.add(person.login()));
            }
            MemberRule.Group group = search.matchGroupMembers();
            if (group != null && !new Groups(connection, realm.settings()).isThere(group)) {
                return new Answer(false, "There is no group " + group.groupDn() + ". Check matchGroupMembers.");
            }
            if (entries.isEmpty()) {
                return new Answer(false, "Nobody was found. Check base, scope and filter, and what bindDn may read.");
            }
            if (logins.isEmpty()) {
                return new Answer(
                        false,
                        "The entries have no " + search.loginAttributes().getFirst() + " or no " + search.idAttribute()
                                + ". Check loginAttributes, idAttribute, and what bindDn may read.");
            }
            return new Answer(true, "The first people are " + String.join(", ", logins) + ".");
        } catch (LDAPException e) {
            return new Answer(false, DirectoryUnavailable.explain(e));
        }
    }

    /** Signs somebody in without consequences, and tells all about them. The password goes to the directory only. */
    public LoginReport testLogin(String name, String login, String password) {
        IdentitySource source = ldap(name);
        SignInOutcome refused = LdapSignIn.refuseUnasked(login, password);
        if (refused != null) {
            return report(refused, null, List.of(), null);
        }
        try {
            Directory directory = directories.of(source, login);
            SignInOutcome outcome = LdapSignIn.signIn(directory, login, password);
            PersonLookup.Found found =
                    directory.ask(pool -> PersonLookup.byLogin(directory.realm, pool, directory.realm.login(login)));
            if (!(found instanceof PersonLookup.One(DirectoryPerson person))) {
                return report(outcome, null, List.of(), null);
            }
            List<String> groups = directory.ask(pool -> new Groups(pool, directory.realm.settings()).naming(person));
            String account = identities
                    .find(source.id(), person.subject())
                    .map(Identities.Known::account)
                    .orElse(null);
            return report(outcome, person, groups, account);
        } catch (DirectoryUnavailable e) {
            return report(new SignInOutcome.Unavailable(String.valueOf(e.getMessage())), null, List.of(), null);
        }
    }

    /** Somebody of a directory, to link an account to; {@link ErrorCode#NOT_FOUND} where it has nobody of that login. */
    public ExternalPerson find(IdentitySource source, String login) {
        try {
            Directory directory = directories.of(ldap(source.name()), login);
            PersonLookup.Found found =
                    directory.ask(pool -> PersonLookup.byLogin(directory.realm, pool, directory.realm.login(login)));
            return Optional.of(found)
                    .filter(PersonLookup.One.class::isInstance)
                    .map(one -> ((PersonLookup.One) one).person().external())
                    .orElseThrow(() -> new RegistryException(
                            ErrorCode.NOT_FOUND,
                            source.name() + " has nobody, or several, of the login " + login + "."));
        } catch (DirectoryUnavailable e) {
            throw new RegistryException(ErrorCode.UNAVAILABLE, String.valueOf(e.getMessage()), e);
        }
    }

    private IdentitySource ldap(String name) {
        IdentitySource source = sources.byName(name);
        if (!source.kind().equals(LdapSourceKind.KIND)) {
            throw new RegistryException(ErrorCode.CONFLICT, name + " is no directory.");
        }
        return source;
    }

    private static LoginReport report(
            SignInOutcome outcome, @Nullable DirectoryPerson person, List<String> groups, @Nullable String account) {
        String dn = person == null ? null : person.dn().toString();
        ExternalPerson external = person == null ? null : person.external();
        return switch (outcome) {
            case SignInOutcome.Proved(ExternalPerson proved) ->
                new LoginReport("proved", "Name and password are right.", dn, proved, groups, account);
            case SignInOutcome.Refused(String why) -> new LoginReport("refused", why, dn, external, groups, account);
            case SignInOutcome.Unknown _ ->
                new LoginReport(
                        "unknown", "Nobody of that login is found, or allowed in.", dn, external, groups, account);
            case SignInOutcome.Unavailable(String why) ->
                new LoginReport("unavailable", why, dn, external, groups, account);
        };
    }
}
