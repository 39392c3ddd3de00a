package dev.portcullis.error;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Recognises the failures of disk and database, and tells them in our words. */
public final class Causes {
    private Causes() {}

    /** The failure in the register that this exception stands for, or null when it is nothing we know. */
    public static @Nullable RegistryException recognise(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            RegistryException known = switch (t) {
                case RegistryException r -> r;
                case SQLException sql -> database(sql);
                case IOException io -> disk(io);
                default -> null;
            };
            if (known != null) {
                return known;
            }
        }
        return null;
    }

    /** A failure of the store, always one of the register. */
    public static RegistryException storage(IOException e) {
        RegistryException known = disk(e);
        return known == null ? new RegistryException(ErrorCode.UNKNOWN, ErrorCode.UNKNOWN.sentence(), e) : known;
    }

    private static @Nullable RegistryException disk(IOException e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (message.contains("no space left") || message.contains("quota exceeded")) {
            return new RegistryException(ErrorCode.INSUFFICIENT_STORAGE, ErrorCode.INSUFFICIENT_STORAGE.sentence(), e)
                    .header("Retry-After", "60");
        }
        if (message.contains("input/output error")) {
            return unavailable("The registry's storage failed. Nothing was stored; tell the administrator.", e);
        }
        return null;
    }

    /** Classes 08, 25, 53, 57 and 40: connection, read-only standby, resources, shut-down, conflict of transactions. */
    private static @Nullable RegistryException database(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        boolean passing = state.startsWith("08")
                || state.startsWith("53")
                || state.startsWith("57P")
                || state.startsWith("40")
                || state.equals("25006")
                || String.valueOf(e.getMessage()).contains("acquisition timeout");
        return passing ? unavailable("The registry's database cannot be reached just now. Try again.", e) : null;
    }

    private static RegistryException unavailable(String sentence, Exception e) {
        return new RegistryException(ErrorCode.UNAVAILABLE, sentence, e).header("Retry-After", "2");
    }
}
