package dev.portcullis.api;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list.
 *
 * @param next what to give as {@code after} for the page behind this one; null at the end
 */
public record Listing<T>(List<T> items, @Nullable String next) {
    /** Items a page unless asked otherwise. */
    static final String DEFAULT_LIMIT = "100";

    static final int MAX_LIMIT = 1000;

    public Listing {
        items = List.copyOf(items);
    }

    /** A page of a list that is read after the name of an item. */
    interface Page<T> {
        List<T> after(@Nullable String last, int limit);
    }

    /** Reads one item more than asked for, to know whether there is a page behind. */
    static <T> Listing<T> of(@Nullable String after, int limit, Page<T> page, Function<T, String> key) {
        check(limit);
        List<T> read = page.after(after, limit + 1);
        if (read.size() <= limit) {
            return new Listing<>(read, null);
        }
        List<T> items = read.subList(0, limit);
        return new Listing<>(items, key.apply(items.getLast()));
    }

    /** {@link ErrorCode#PAGINATION_NUMBER_INVALID} unless it is 1 to 1000. */
    static void check(int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new RegistryException(
                    ErrorCode.PAGINATION_NUMBER_INVALID, "limit must be a whole number from 1 to " + MAX_LIMIT + ".");
        }
    }
}
