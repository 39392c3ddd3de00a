package dev.portcullis.auth;

import jakarta.inject.Singleton;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/**
 * Knows which bearer token opened which upload. A layer may take longer to send than its token lives, and some clients
 * do not ask for a new one in between: so that token goes on to be good for that upload. What its owner may do is
 * decided anew on each request all the same.
 */
@Singleton
final class UploadOpeners {
    private final Jdbi jdbi;

    UploadOpeners(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Whether the upload of that id is open, belongs to this account and was opened with the token of that id. */
    boolean opened(String upload, long accountId, String tokenId) {
        UUID id;
        try {
            id = UUID.fromString(upload);
        } catch (IllegalArgumentException e) {
            return false;
        }
        return !tokenId.isEmpty()
                && jdbi.withHandle(handle -> handle.select(
                                        "select 1 from upload where id = ? and account_id = ? and opened_by = ?",
                                        id,
                                        accountId,
                                        tokenId)
                                .mapTo(Integer.class)
                                .findOne())
                        .isPresent();
    }
}
