package dev.portcullis.identity;

/** A kind of identity source that proves a name and a password: LDAP. Found by its {@link #kind()}. */
public interface PasswordSource {
    /** The kind of {@link IdentitySource} that this serves. */
    String kind();

    /**
     * Asks the source, in bounded time and never with an empty password. Nothing is remembered of it but what keeps a
     * dead source from being asked again and again.
     */
    SignInOutcome signIn(IdentitySource source, String name, String password);
}
