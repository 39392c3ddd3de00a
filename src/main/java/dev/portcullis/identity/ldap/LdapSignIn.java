package dev.portcullis.identity.ldap;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import dev.portcullis.identity.IdentitySource;
import dev.portcullis.identity.PasswordSource;
import dev.portcullis.identity.SignInOutcome;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Proves a name and a password at a directory: searches the person, then binds as what was found; or binds at once, where
 * the settings say so, and reads the person's own entry.
 */
@Singleton
public final class LdapSignIn implements PasswordSource {
    private static final int LONGEST_LOGIN = 256;
    private static final int MOST_PASSWORD_BYTES = 1024;

    private final Directories directories;

    LdapSignIn(Directories directories) {
        this.directories = directories;
    }

    @Override
    public String kind() {
        return LdapSourceKind.KIND;
    }

    @Override
    public SignInOutcome signIn(IdentitySource source, String name, String password) {
        SignInOutcome refusal = refuseUnasked(name, password);
        if (refusal != null) {
            return refusal;
        }
        try {
            Directory directory = directories.of(source, name);
            return signIn(directory, name, password);
        } catch (DirectoryUnavailable e) {
            return new SignInOutcome.Unavailable(String.valueOf(e.getMessage()));
        }
    }

    static SignInOutcome signIn(Directory directory, String name, String password) throws DirectoryUnavailable {
        Realm realm = directory.realm;
        Realm.Login login = realm.login(name);
        return directory.ask(pool -> realm.directBind() == null
                ? searchThenBind(realm, pool, login, password)
                : bindThenRead(realm, realm.directBind(), pool, login, password));
    }

    /**
     * What is never sent. A bind with a DN and no password succeeds at many servers, as nobody (RFC 4513 5.1.2), and a
     * NUL ends the password for some.
     */
    static @Nullable SignInOutcome refuseUnasked(String name, String password) {
        if (name.isBlank() || name.length() > LONGEST_LOGIN || name.codePoints().anyMatch(Character::isISOControl)) {
            return new SignInOutcome.Unknown();
        }
        if (password.isEmpty()
                || password.indexOf('\0') >= 0
                || password.getBytes(StandardCharsets.UTF_8).length > MOST_PASSWORD_BYTES) {
            return new SignInOutcome.Refused("a password that is empty, too long or holds a NUL is never sent");
        }
        return null;
    }

    private static SignInOutcome searchThenBind(
            Realm realm, LDAPConnectionPool pool, Realm.Login login, String password) throws LDAPException {
        PersonLookup.Found found = PersonLookup.byLogin(realm, pool, login);
        return switch (found) {
            case PersonLookup.Nobody _ -> new SignInOutcome.Unknown();
            case PersonLookup.Several _ -> new SignInOutcome.Refused("several entries have that login");
            case PersonLookup.One(DirectoryPerson person) ->
                person.shutOut() == null ? bind(pool, person, password) : new SignInOutcome.Refused(person.shutOut());
        };
    }

    private static SignInOutcome bind(LDAPConnectionPool pool, DirectoryPerson person, String password)
            throws LDAPException {
        try {
            pool.releaseAndReAuthenticateConnection(bound(pool, new SimpleBindRequest(person.dn(), password)));
            return new SignInOutcome.Proved(person.external());
        } catch (RefusedException e) {
            return e.outcome;
        }
    }

    private static SignInOutcome bindThenRead(
            Realm realm, String template, LDAPConnectionPool pool, Realm.Login login, String password)
            throws LDAPException {
        String name = DirectBind.name(template, login.local());
        if (name == null) {
            return new SignInOutcome.Unknown();
        }
        LDAPConnection connection;
        try {
            connection = bound(pool, new SimpleBindRequest(name, password));
        } catch (RefusedException e) {
            // Such a bind does not tell whether it was the name or the password; another source may know the name.
            return e.says ? e.outcome : new SignInOutcome.Unknown();
        }
        try {
            PersonLookup.Found found = DirectBind.isDn(template)
                    ? PersonLookup.byDn(realm, connection, DirectBind.dn(template, login.local()))
                    : PersonLookup.byLogin(realm, connection, new Realm.Login(name, login.local()));
            return switch (found) {
                case PersonLookup.Nobody _ -> new SignInOutcome.Unknown();
                case PersonLookup.Several _ -> new SignInOutcome.Refused("several entries have that login");
                case PersonLookup.One(DirectoryPerson person) ->
                    person.shutOut() == null
                            ? new SignInOutcome.Proved(person.external())
                            : new SignInOutcome.Refused(person.shutOut());
            };
        } finally {
            pool.releaseAndReAuthenticateConnection(connection);
        }
    }

    /**
     * A connection that is bound as somebody; the caller gives it back to be bound as before. {@link RefusedException}
     * when the somebody was refused; any other exception is about the server, or about our own bind.
     */
    private static LDAPConnection bound(LDAPConnectionPool pool, SimpleBindRequest request)
            throws LDAPException, RefusedException {
        LDAPConnection connection = pool.getConnection();
        try {
            connection.bind(request);
            return connection;
        } catch (LDAPException e) {
            if (!DirectoryUnavailable.isSilence(e)) {
                pool.releaseAndReAuthenticateConnection(connection);
                throw new RefusedException(e);
            }
        }
        // It lay in the pool while the server closed it, or the server went this moment: once more on a new one.
        connection = pool.replaceDefunctConnection(connection);
        try {
            connection.bind(request);
            return connection;
        } catch (LDAPException e) {
            if (DirectoryUnavailable.isSilence(e)) {
                pool.releaseDefunctConnection(connection);
                throw e;
            }
            pool.releaseAndReAuthenticateConnection(connection);
            throw new RefusedException(e);
        }
    }

    /** The directory does not let somebody in. */
    private static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient SignInOutcome outcome;
        /** Whether the directory said why, and so that it knows the name. */
        private final boolean says;

        RefusedException(LDAPException e) {
            super(null, null, false, false);
            String reason = activeDirectoryReason(e);
            this.says = reason != null;
            this.outcome = new SignInOutcome.Refused(
                    reason != null
                            ? reason
                            : "the directory refused the bind: "
                                    + e.getResultCode().getName());
        }
    }

    /** Active Directory says more in the text beside the code; 52e, the wrong password, is none of these. */
    private static @Nullable String activeDirectoryReason(LDAPException e) {
        String text = String.valueOf(e.getDiagnosticMessage()).toLowerCase(Locale.ROOT);
        int at = text.indexOf("data ");
        String code = at < 0 ? "" : text.substring(at + 5).replaceAll("[^0-9a-f].*", "");
        return switch (code) {
            case "530", "531" -> "the directory lets this account not sign in now, or not here";
            case "532", "773" -> "the password has expired at the directory";
            case "533" -> "the account is disabled at the directory";
            case "701" -> "the account has expired at the directory";
            case "775" -> "the account is locked at the directory";
            default -> null;
        };
    }

    static Clock clock() {
        return Clock.systemUTC();
    }
}
