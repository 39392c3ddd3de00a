package dev.portcullis.error;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Names one request in its answer, in the log and in the audit log: 20 hexadecimal digits, of which the first 12 are
 * the time in milliseconds, so that a search by id knows where to look. Clients cannot choose it.
 */
public final class RequestId {
    private static final ThreadLocal<@Nullable RequestId> CURRENT = new ThreadLocal<>();
    private static final int DIGITS = 20;
    private static final int TIME_DIGITS = 12;

    private final String text;

    private RequestId() {
        HexFormat hex = HexFormat.of();
        text = hex.toHexDigits(System.currentTimeMillis(), TIME_DIGITS)
                + hex.toHexDigits(ThreadLocalRandom.current().nextInt());
    }

    /** A new id for a request that no thread works on yet. */
    public static RequestId create() {
        return new RequestId();
    }

    /** From now on this thread works on the request with this id. */
    public void begin() {
        CURRENT.set(this);
    }

    /** The id of the request that this thread works on; a new one for each call where none was begun. */
    public static RequestId current() {
        RequestId id = CURRENT.get();
        return id == null ? new RequestId() : id;
    }

    /** The request is over. */
    public static void end() {
        CURRENT.remove();
    }

    /** When the id with this text was made, in milliseconds since 1970; null when the text is no id. */
    public static @Nullable Long timeOf(String text) {
        boolean isOne = text.length() == DIGITS && text.chars().allMatch(HexFormat::isHexDigit);
        return isOne ? HexFormat.fromHexDigitsToLong(text, 0, TIME_DIGITS) : null;
    }

    @Override
    public String toString() {
        return text;
    }
}
