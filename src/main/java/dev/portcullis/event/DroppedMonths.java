package dev.portcullis.event;

import jakarta.inject.Singleton;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The notes that the retention leaves in the log itself: which month it dropped, and where the chain now begins. They
 * are events like any other, so a note that is not sealed excuses nothing.
 */
@Singleton
final class DroppedMonths {
    static final String KIND = "audit.month_dropped";

    private static final Pattern DETAIL =
            Pattern.compile("(\\d{4}-\\d{2}), (\\d+) events, chain begins after (\\d+):([0-9a-f]{64})");

    private final Jdbi jdbi;

    DroppedMonths(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Writes the note, in the transaction that drops. {@code after} is the last seal that goes, or is gone already. */
    static void note(Handle h, LocalDate month, long events, AuditVerifier.Head after) {
        String detail = "%s, %d events, chain begins after %s".formatted(YearMonth.from(month), events, after);
        Events.record(h, new RegistryEvent.SystemActed(KIND, "system", detail));
    }

    /** The last note's seal with its hash, for a note that takes no further seal away. */
    static AuditVerifier.@Nullable Head beginning(Handle h) {
        return notes(h).stream()
                .map(Note::parse)
                .filter(note -> note != null)
                .map(note -> new AuditVerifier.Head(note.after, note.hash))
                .max((a, b) -> Long.compare(a.seal(), b.seal()))
                .orElse(null);
    }

    Excuses load() {
        Excuses excuses = new Excuses();
        jdbi.withHandle(DroppedMonths::notes).forEach(excuses::add);
        return excuses;
    }

    private static List<AuditEvent> notes(Handle h) {
        return h.createQuery("select " + AuditEvent.COLUMNS + " from event e where e.kind = :kind order by e.at, e.id")
                .bind("kind", KIND)
                .map((row, _) -> AuditEvent.of(row))
                .list();
    }

    private record Note(LocalDate month, long after, String hash) {
        static @Nullable Note parse(AuditEvent event) {
            Matcher detail = DETAIL.matcher(String.valueOf(event.detail()));
            return detail.matches()
                    ? new Note(
                            YearMonth.parse(detail.group(1)).atDay(1), Long.parseLong(detail.group(3)), detail.group(4))
                    : null;
        }
    }

    /** What one verification may overlook, and whether the notes that say so turned out to be sealed. */
    final class Excuses {
        private final Map<Long, Note> notes = new HashMap<>();
        private final Set<Long> proved = new HashSet<>();
        private final Set<LocalDate> months = new HashSet<>();
        private final Set<Long> beginnings = new HashSet<>();

        private void add(AuditEvent event) {
            Note note = Note.parse(event);
            if (note != null) {
                notes.put(event.id(), note);
            }
        }

        /** The hash of the last seal before the chain's present beginning, if a note tells it. */
        byte @Nullable [] hashOf(long seq) {
            reload();
            for (Note note : notes.values()) {
                if (note.after == seq) {
                    beginnings.add(seq);
                    return HexFormat.of().parseHex(note.hash);
                }
            }
            return null;
        }

        /** Whether a note says that this month was dropped. */
        boolean excuse(LocalDate month) {
            if (!months.contains(month)) {
                reload();
                if (notes.values().stream().noneMatch(note -> note.month.equals(month))) {
                    return false;
                }
                months.add(month);
            }
            return true;
        }

        /** Retention may have worked since. */
        private void reload() {
            jdbi.withHandle(DroppedMonths::notes).forEach(this::add);
        }

        /** An event was found as it was sealed. */
        void proved(AuditEvent event) {
            if (event.kind().equals(KIND)) {
                proved.add(event.id());
            }
        }

        /** What was overlooked for a note that no seal covers, one sentence each. */
        List<String> unproved() {
            List<String> sentences = new ArrayList<>();
            for (LocalDate month : months) {
                if (provedNotes().noneMatch(note -> note.month.equals(month))) {
                    sentences.add("events of " + YearMonth.from(month)
                            + " are gone, and the note that the retention dropped them is not sealed");
                }
            }
            for (long seq : beginnings) {
                if (provedNotes().noneMatch(note -> note.after == seq)) {
                    sentences.add("seals up to " + seq + " are gone, and the note that says so is not sealed");
                }
            }
            return sentences;
        }

        private java.util.stream.Stream<Note> provedNotes() {
            return notes.entrySet().stream()
                    .filter(note -> proved.contains(note.getKey()))
                    .map(Map.Entry::getValue);
        }
    }
}
