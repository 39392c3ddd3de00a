package dev.portcullis.api;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import org.jspecify.annotations.Nullable;

/** What cannot be undone is asked for by its name once more. */
final class Confirmation {
    private Confirmation() {}

    /** {@link ErrorCode#REQUEST_INVALID} unless the name was repeated. */
    static void require(@Nullable String confirm, String name) {
        if (!name.equals(confirm)) {
            throw new RegistryException(
                    ErrorCode.REQUEST_INVALID, "This cannot be undone. Repeat the name: ?confirm=" + name + ".");
        }
    }

    /** {@link ErrorCode#REQUEST_INVALID} where the request had no body: then a resource gets null, whatever it declares. */
    static void body(@Nullable Object body) {
        if (body == null) {
            throw new RegistryException(ErrorCode.REQUEST_INVALID, "Send a JSON object.");
        }
    }

    /** {@link ErrorCode#REQUEST_INVALID} where a field was left out. */
    static <T> T given(@Nullable T value, String field) {
        if (value == null) {
            throw new RegistryException(ErrorCode.REQUEST_INVALID, "The field " + field + " is missing.");
        }
        return value;
    }
}
