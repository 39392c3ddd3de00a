package dev.portcullis.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * One row of the audit log.
 *
 * @param at when the transaction of the change began, in microseconds
 * @param account the name it had then
 * @param result {@code ok}, {@code refused} or {@code failed}
 * @param times how often, where the same was counted together
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuditEvent(
        long id,
        Instant at,
        String kind,
        String account,
        @Nullable Long accountId,
        @Nullable String credential,
        @Nullable String address,
        @Nullable String requestId,
        String result,
        @Nullable String repository,
        @Nullable String reference,
        @Nullable String digest,
        @Nullable String detail,
        @Nullable String client,
        int times) {

    /** The columns that {@link #of} reads, of a table or alias {@code e}. */
    static final String COLUMNS = "e.id, e.at, e.kind, e.account, e.account_id, e.credential, e.address, e.request_id,"
            + " e.result, e.repository, e.reference, e.digest, e.detail, e.client, e.times";

    static AuditEvent of(ResultSet row) throws SQLException {
        return new AuditEvent(
                row.getLong("id"),
                instant(row, "at"),
                row.getString("kind"),
                row.getString("account"),
                row.getObject("account_id", Long.class),
                row.getString("credential"),
                row.getString("address"),
                row.getString("request_id"),
                row.getString("result"),
                row.getString("repository"),
                row.getString("reference"),
                row.getString("digest"),
                row.getString("detail"),
                row.getString("client"),
                row.getInt("times"));
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
