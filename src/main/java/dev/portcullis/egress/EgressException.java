package dev.portcullis.egress;

import java.io.IOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A request that was not made, or got no whole answer. The message is for the administrator who set the address up: it
 * says what to do, and holds no header, no body and no query of the request.
 */
public final class EgressException extends IOException {
    /** What went wrong. */
    public enum Reason {
        /** The guard does not let anything go there. */
        REFUSED,
        /** Nothing answered: no such host, no connection, no trusted certificate. */
        UNREACHABLE,
        /** An answer came, and it is not the one that was asked for. */
        BAD_ANSWER,
        /** The answer was not whole when the time was over. */
        TIMED_OUT,
        /** The answer is longer than the caller takes. */
        TOO_LARGE
    }

    private final Reason reason;

    EgressException(Reason reason, String message) {
        this(reason, message, null);
    }

    EgressException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** For a caller that cannot use an answer of this status, such as a redirect. */
    public static EgressException badAnswer(URI uri, int status) {
        return new EgressException(
                Reason.BAD_ANSWER, uri.getHost() + uri.getPath() + " answered with status " + status + ".");
    }

    /** For a caller that cannot use what an answer holds. */
    public static EgressException badAnswer(URI uri, String what) {
        return new EgressException(Reason.BAD_ANSWER, uri.getHost() + uri.getPath() + " " + what + ".");
    }

    /** What went wrong. */
    public Reason reason() {
        return reason;
    }
}
