package dev.portcullis.event;

import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Walks the chain of seals and tells where rows or seals are not what was sealed. Works beside a running registry, in
 * pages, so that it holds up nobody.
 *
 * <p>Who has the database and not the master key cannot hide a change, but may cut off the end of the chain together
 * with its rows. Against that keep the head that each run prints somewhere else, and hand it to the next run.
 */
@Singleton
public final class AuditVerifier {
    private static final int PAGE = 100;
    private static final int IDS_PAGE = 10_000;
    /** More than these are counted, not told. */
    private static final int MOST_FINDINGS = 1000;

    private final Jdbi jdbi;
    private final Chain chain;
    private final DroppedMonths dropped;

    /** Something that is not as it was sealed. {@code event} is the number of the event, where it is about one. */
    public record Finding(@Nullable Long event, @Nullable Long seal, String sentence) {}

    /** A place in the chain, to be kept elsewhere: number of the seal and its hash in hexadecimal digits. */
    public record Head(long seal, String hash) {
        @Override
        public String toString() {
            return seal + ":" + hash;
        }
    }

    /** What a run found; all is well when {@code wrong} is 0. Of the findings only the first are listed. */
    public record Report(
            long seals, long events, long waiting, @Nullable Head head, long wrong, List<Finding> findings) {}

    AuditVerifier(Jdbi jdbi, Chain chain, DroppedMonths dropped) {
        this.jdbi = jdbi;
        this.chain = chain;
        this.dropped = dropped;
    }

    /** Verifies everything. {@code expected} is a head that an earlier run printed, or null. */
    public Report verify(@Nullable Head expected, Consumer<String> progress) {
        return new Run(expected, progress).all();
    }

    private final class Run {
        private final @Nullable Head expected;
        private final Consumer<String> progress;
        private final List<Finding> findings = new ArrayList<>();
        private final IdRanges sealed = new IdRanges();
        private final DroppedMonths.Excuses excuses = dropped.load();
        private byte[] previous = Chain.BEGINNING;
        private long lastSeq;
        private long seals;
        private long events;
        private long wrong;
        private boolean expectedSeen;

        Run(@Nullable Head expected, Consumer<String> progress) {
            this.expected = expected;
            this.progress = progress;
        }

        Report all() {
            List<Seal> page = seals();
            while (!page.isEmpty()) {
                page.forEach(this::seal);
                progress.accept("%,d seals, %,d events".formatted(seals, events));
                page = seals();
            }
            excuses.unproved().forEach(sentence -> found(null, null, sentence));
            long waiting = unsealed();
            if (expected != null && !expectedSeen) {
                found(null, expected.seal(), missingHead(expected));
            }
            Head head = lastSeq == 0 ? null : new Head(lastSeq, HexFormat.of().formatHex(previous));
            return new Report(seals, events, waiting, head, wrong, findings);
        }

        private String missingHead(Head head) {
            return head.seal() < lastSeq
                    ? "seal " + head.seal() + " is gone, or has another hash than the one to expect"
                    : "the chain ends before the seal to expect: its end was cut off";
        }

        private List<Seal> seals() {
            return jdbi.withHandle(h -> h.createQuery(
                            "select " + Seal.COLUMNS + " from event_seal where seq > :last order by seq limit " + PAGE)
                    .bind("last", lastSeq)
                    .map((row, _) -> Seal.of(row))
                    .list());
        }

        private void seal(Seal seal) {
            if (seal.seq() != lastSeq + 1) {
                follow(seal);
            }
            if (!MessageDigest.isEqual(seal.hash(), chain.hash(previous, seal))) {
                found(null, seal.seq(), "seal " + seal.seq() + " was changed, or does not follow the one before it");
            }
            if (expected != null && expected.seal() == seal.seq()) {
                expectedSeen = expected.hash().equalsIgnoreCase(HexFormat.of().formatHex(seal.hash()));
            }
            lastSeq = seal.seq();
            previous = seal.hash();
            seals++;
            sealed.add(seal.ids());
            rows(seal);
        }

        /** The beginning of the chain goes with the months that the retention dropped; anything else is a hole. */
        private void follow(Seal seal) {
            byte[] before = lastSeq == 0 ? excuses.hashOf(seal.seq() - 1) : null;
            if (before == null) {
                found(null, seal.seq(), "seals " + (lastSeq + 1) + " to " + (seal.seq() - 1) + " are missing");
                return;
            }
            previous = before;
            if (expected != null && expected.seal() < seal.seq()) {
                expectedSeen = true; // dropped by the retention, so there is nothing to compare it with
            }
        }

        private void rows(Seal seal) {
            List<Long> ids = IdRanges.expand(seal.ids(), seal.rows() + 1);
            if (ids.size() != seal.rows()) {
                found(null, seal.seq(), "seal " + seal.seq() + " has another number of marks than of events");
                return;
            }
            Map<Long, List<AuditEvent>> present =
                    jdbi.withHandle(h -> AuditRows.of(h, seal)).stream().collect(Collectors.groupingBy(AuditEvent::id));
            for (int i = 0; i < ids.size(); i++) {
                row(seal, ids.get(i), seal.mark(i), present.getOrDefault(ids.get(i), List.of()));
            }
        }

        private void row(Seal seal, long id, byte[] mark, List<AuditEvent> rows) {
            if (rows.isEmpty()) {
                if (!excuses.excuse(seal.month())) {
                    found(id, seal.seq(), "event " + id + " was deleted, or its time was changed");
                }
                return;
            }
            for (AuditEvent event : rows) {
                events++;
                if (!Arrays.equals(mark, chain.mark(event))) {
                    found(id, seal.seq(), "event " + id + " of " + event.at() + " was changed after it was written");
                } else {
                    excuses.proved(event);
                }
            }
        }

        /** Rows that no seal covers: those in the outbox are yet to be sealed, any other came by another way. */
        private long unsealed() {
            long waiting = 0;
            long last = 0;
            List<AuditRows.Row> page;
            do {
                page = AuditRows.after(jdbi, last, IDS_PAGE);
                List<AuditRows.Row> open =
                        page.stream().filter(row -> !sealed.contains(row.id())).toList();
                waiting += open.isEmpty() ? 0 : open.size() - report(open);
                last = page.isEmpty() ? last : page.getLast().id();
            } while (page.size() == IDS_PAGE);
            return waiting;
        }

        private int report(List<AuditRows.Row> open) {
            List<AuditRows.Row> unknown = AuditRows.neitherWaitingNorSealed(jdbi, open, lastSeq);
            unknown.forEach(p -> found(p.id(), null, "event " + p.id() + " of " + p.at() + " is covered by no seal"));
            return unknown.size();
        }

        private void found(@Nullable Long event, @Nullable Long seal, String sentence) {
            wrong++;
            if (findings.size() < MOST_FINDINGS) {
                findings.add(new Finding(event, seal, sentence));
            }
        }
    }
}
