package dev.portcullis.oci;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Which page of a list is wanted: {@code n} items after {@code last}. More than {@value #MOST} are never given; the
 * {@code Link} header then leads on.
 */
record PageRequest(int n, String last) {
    static final int MOST = 1_000;

    /** Reads the query's parameters; {@link ErrorCode#PAGINATION_NUMBER_INVALID} when n is no number. */
    static PageRequest parse(@Nullable String n, @Nullable String last, int withoutN) {
        String after = last == null ? "" : last;
        if (after.length() > 512 || after.indexOf('\0') >= 0) {
            throw new RegistryException(ErrorCode.REQUEST_INVALID, "last must be an item of the list.");
        }
        return new PageRequest(n == null ? withoutN : number(n), after);
    }

    private static int number(String text) {
        boolean digits = !text.isEmpty() && text.length() <= 18 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits) {
            throw new RegistryException(ErrorCode.PAGINATION_NUMBER_INVALID);
        }
        return (int) Math.min(Long.parseLong(text), MOST);
    }

    /** The value of the {@code Link} header (RFC 8288) to the page after {@code lastItem}. */
    String linkAfter(String path, String lastItem, String moreQuery) {
        return "<" + path + "?n=" + n + "&last=" + URLEncoder.encode(lastItem, StandardCharsets.UTF_8) + moreQuery
                + ">; rel=\"next\"";
    }
}
