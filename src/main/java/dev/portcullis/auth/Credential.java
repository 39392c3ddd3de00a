package dev.portcullis.auth;

import dev.portcullis.access.CredentialLimit;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What somebody was proved with.
 *
 * @param claim names it in the bearer tokens that it gets, which are void without it: {@code password:STAMP}, {@code
 *     token:7}, {@code robot-secret:9}, {@code identity:12}, {@code trust:5}; empty for nobody
 * @param told for the audit log, without any secret
 * @param limit how much of the rights it carries; null for all
 * @param until when it ends by itself; null for never, or where nobody needs to be warned
 */
record Credential(
        String claim,
        String told,
        @Nullable CredentialLimit limit,
        @Nullable Instant until) {
    /** Of a request without credentials. */
    static final Credential NONE = new Credential("", "none", null, null);

    static final String PASSWORD = "password:";
    static final String IDENTITY = "identity:";
    static final String TRUST = "trust:";

    /** A password kept here; the stamp moves with each new one. */
    static Credential password(String stamp) {
        return new Credential(PASSWORD + stamp, "password", null, null);
    }
}
