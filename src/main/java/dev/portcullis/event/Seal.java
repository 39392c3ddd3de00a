package dev.portcullis.event;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;

/**
 * One link of the chain: a row of {@code event_seal}.
 *
 * @param month the month of all its events
 * @param ids their numbers as ranges, see {@link IdRanges}
 * @param firstAt the earliest time among them
 * @param marks {@link Chain#MARK_BYTES} for each, by number
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere
record Seal(
        long seq,
        LocalDate month,
        Long[] ids,
        Instant firstAt,
        Instant lastAt,
        byte[] marks,
        Instant sealedAt,
        byte[] hash) {
    static final String COLUMNS = "seq, month, ids, first_at, last_at, marks, sealed_at, hash";

    static Seal of(ResultSet row) throws SQLException {
        return new Seal(
                row.getLong("seq"),
                row.getObject("month", LocalDate.class),
                (Long[]) row.getArray("ids").getArray(),
                AuditEvent.instant(row, "first_at"),
                AuditEvent.instant(row, "last_at"),
                row.getBytes("marks"),
                AuditEvent.instant(row, "sealed_at"),
                row.getBytes("hash"));
    }

    int rows() {
        return marks.length / Chain.MARK_BYTES;
    }

    byte[] mark(int row) {
        return Arrays.copyOfRange(marks, row * Chain.MARK_BYTES, (row + 1) * Chain.MARK_BYTES);
    }

    Seal withHash(byte[] other) {
        return new Seal(seq, month, ids, firstAt, lastAt, marks, sealedAt, other);
    }
}
