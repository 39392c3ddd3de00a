package dev.portcullis.auth;

import dev.portcullis.access.Caller;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, and to how much of their rights the credential they used is limited.
 *
 * @param scope the limit of a bearer token; null where there is none
 */
record Identity(Caller caller, @Nullable TokenScope scope) {
    /** A request without credentials. */
    static final Identity NOBODY = new Identity(new Caller.Anonymous(), null);
}
