package dev.portcullis.error;

import org.jspecify.annotations.Nullable;

/** The program cannot start, or a command cannot run. The message is all the operator sees: it says what to do. */
public final class CannotStartException extends RuntimeException {
    /** A reason that needs no stack trace. */
    public CannotStartException(String sentence) {
        this(sentence, null);
    }

    /** A reason with what led to it. */
    public CannotStartException(String sentence, @Nullable Throwable cause) {
        super(sentence, cause, false, cause != null);
    }
}
