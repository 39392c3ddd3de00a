package dev.portcullis.auth;

import dev.portcullis.access.Caller;
import dev.portcullis.access.CredentialLimit;
import dev.portcullis.access.RepositoryAccess;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, and to how much of their rights what they used is limited.
 *
 * @param credential what proved them
 * @param scope the limit of a bearer token; null where there is none
 * @param tokenId the id of the bearer token; null where there is none
 */
record Identity(
        Caller caller,
        Credential credential,
        @Nullable TokenScope scope,
        @Nullable String tokenId) {

    /** Without a bearer token. */
    Identity(Caller caller, Credential credential) {
        this(caller, credential, null, null);
    }

    /** A request without credentials. */
    static final Identity NOBODY = new Identity(new Caller.Anonymous(), Credential.NONE);

    /** The part of the live rights that the credential carries, whatever the bearer token says. */
    RepositoryAccess byCredential(RepositoryAccess live) {
        CredentialLimit limit = credential.limit();
        return limit == null ? live : limit.limit(live);
    }

    /** The part of the live rights that credential and bearer token carry. */
    RepositoryAccess limit(RepositoryAccess live) {
        RepositoryAccess carried = byCredential(live);
        return scope == null ? carried : scope.limit(carried);
    }
}
