package dev.portcullis.event;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Events, newest first. A page may hold fewer than asked for, or none, although there are more: a search through many
 * events that do not fit stops after some of them.
 *
 * @param next where the list goes on; null at its end
 */
public record AuditPage(List<AuditEvent> events, @Nullable Cursor next) {

    /** A place in the list: just after this event. */
    public record Cursor(Instant at, long id) {
        private static final Pattern TEXT = Pattern.compile("(\\d{1,17})-(\\d{1,18})");

        /** Reads what {@link #toString} wrote; {@link ErrorCode#REQUEST_INVALID} when it is something else. */
        public static Cursor parse(String text) {
            Matcher parts = TEXT.matcher(text);
            if (!parts.matches()) {
                throw new RegistryException(ErrorCode.REQUEST_INVALID, "after must be taken from the Link of a page.");
            }
            return new Cursor(
                    Instant.EPOCH.plus(Long.parseLong(parts.group(1)), ChronoUnit.MICROS),
                    Long.parseLong(parts.group(2)));
        }

        @Override
        public String toString() {
            return ChronoUnit.MICROS.between(Instant.EPOCH, at) + "-" + id;
        }

        static Cursor of(AuditEvent event) {
            return new Cursor(event.at(), event.id());
        }
    }
}
