package dev.portcullis.auth;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Tells clients that what they signed in with will end soon ("Warnings" of the distribution spec, RFC 7234 5.5). */
final class ExpiryWarning {
    static final String HEADER = "Warning";
    /** How long before the end it is told. */
    static final Duration AHEAD = Duration.ofDays(14);

    private ExpiryWarning() {}

    /** The header's value, or null where there is nothing to say. */
    static @Nullable String of(Credential credential) {
        Instant until = credential.until();
        if (until == null
                || credential.claim().startsWith(Credential.TRUST)
                || until.isAfter(Instant.now().plus(AHEAD))) {
            return null;
        }
        // What is between the quotes is ours alone: no label stands there, since a client prints it.
        return "299 - \"This credential ends on " + until.truncatedTo(ChronoUnit.MINUTES)
                + ". Ask for a new one, or rotate it, before then.\"";
    }
}
