package dev.portcullis.error;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A failure with a place in the {@linkplain ErrorCode register}. Its message reaches the client, so it says what to do
 * and holds no secret. It carries no stack trace unless it has a cause: it is an answer, not a defect.
 */
public final class RegistryException extends RuntimeException {
    private static final String FIELD = "field";

    private final ErrorCode code;
    private final transient Map<String, Object> detail = new LinkedHashMap<>();
    private final transient Map<String, String> headers = new LinkedHashMap<>();

    /** A failure told in the register's own sentence. */
    public RegistryException(ErrorCode code) {
        this(code, code.sentence());
    }

    /** A failure told in the given sentence. */
    public RegistryException(ErrorCode code, String message) {
        this(code, message, null);
    }

    /** A failure with the exception that led to it; only the message reaches the client. */
    public RegistryException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause, false, cause != null);
        this.code = code;
    }

    /** Adds a member to the {@code detail} of the error's JSON. */
    public RegistryException with(String name, Object value) {
        detail.put(name, value);
        return this;
    }

    /** Names the one field of the request that will not do, so that a form can show the sentence there. */
    public RegistryException at(String field) {
        return with(FIELD, field);
    }

    /** What {@link #at} has named; empty where nothing was. */
    public String field() {
        return detail.get(FIELD) instanceof String field ? field : "";
    }

    /** Adds a response header, such as {@code Range} to a refused chunk. */
    public RegistryException header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    public ErrorCode code() {
        return code;
    }

    public Map<String, Object> detail() {
        return Map.copyOf(detail);
    }

    public Map<String, String> headers() {
        return Map.copyOf(headers);
    }
}
