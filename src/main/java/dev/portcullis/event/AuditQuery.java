package dev.portcullis.event;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.error.RequestId;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is looked for in the audit log; null means all.
 *
 * @param kind the beginning of the kind: {@code manifest.} or {@code user.created}
 * @param from the earliest time, included
 * @param until the latest time, not included
 */
public record AuditQuery(
        @Nullable String account,
        @Nullable String kind,
        @Nullable String repository,
        @Nullable String result,
        @Nullable Instant from,
        @Nullable Instant until,
        @Nullable String address,
        @Nullable String request) {
    /** Looks for everything. */
    public static final AuditQuery ALL = new AuditQuery(null, null, null, null, null, null, null, null);

    /** The names that {@link #of} knows. */
    public static final Set<String> NAMES =
            Set.of("account", "kind", "repository", "result", "from", "until", "address", "request");

    private static final int LONGEST = 512;
    private static final Set<String> RESULTS = Set.of("ok", "refused", "failed");

    /** Reads filters by name; {@link ErrorCode#REQUEST_INVALID} on a name or a value that there is not. */
    public static AuditQuery of(Map<String, String> filters) {
        filters.forEach((name, value) -> {
            if (!NAMES.contains(name)) {
                throw invalid("There is no filter " + name + ". There are: "
                        + String.join(", ", NAMES.stream().sorted().toList()) + ".");
            }
            if (value.length() > LONGEST || value.indexOf('\0') >= 0) {
                throw invalid("The value of " + name + " is too long, or no text.");
            }
        });
        String result = filters.get("result");
        if (result != null && !RESULTS.contains(result)) {
            throw invalid("A result is ok, refused or failed.");
        }
        String request = filters.get("request");
        if (request != null && RequestId.timeOf(request) == null) {
            throw invalid("A request id has 20 hexadecimal digits.");
        }
        return new AuditQuery(
                filters.get("account"),
                filters.get("kind"),
                filters.get("repository"),
                result,
                time(filters.get("from")),
                time(filters.get("until")),
                filters.get("address"),
                request);
    }

    private static @Nullable Instant time(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            Instant time = text.length() == "2026-01-31".length()
                    ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
                    : OffsetDateTime.parse(text).toInstant();
            if (time.isBefore(Instant.EPOCH) || time.isAfter(Instant.parse("9999-01-01T00:00:00Z"))) {
                throw invalid("The time " + text + " is out of range.");
            }
            return time;
        } catch (DateTimeException e) {
            throw invalid("A time is written as 2026-01-31 (midnight UTC) or 2026-01-31T12:00:00Z.");
        }
    }

    private static RegistryException invalid(String sentence) {
        return new RegistryException(ErrorCode.REQUEST_INVALID, sentence);
    }
}
