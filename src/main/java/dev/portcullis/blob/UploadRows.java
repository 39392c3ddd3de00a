package dev.portcullis.blob;

import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The table {@code upload}: sessions, and the claim of the one request that appends to a session. */
@Singleton
class UploadRows {
    /** A claim without progress for this long may be taken over. */
    static final Duration CLAIM = Duration.ofSeconds(30);

    private static final String COLUMNS = "id, repository_id, account_id, received, partial";

    private final Jdbi jdbi;

    UploadRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Not waiting for the disk: a session lost by a power cut is answered with 404, which is true. */
    void insert(UploadSession session, @Nullable String openedBy) {
        jdbi.useHandle(h -> h.createUpdate("""
                        with fast as (select set_config('synchronous_commit', 'off', true))
                        insert into upload (id, repository_id, account_id, partial, opened_by)
                        select :id, :repository, :account::bigint, :partial, :opened from fast
                        """)
                .bind("id", session.id())
                .bind("repository", session.repositoryId())
                .bind("account", session.accountId())
                .bind("partial", session.partial())
                .bind("opened", openedBy)
                .execute());
    }

    Optional<UploadSession> find(UUID id) {
        return jdbi.withHandle(h -> h.createQuery("select " + COLUMNS + " from upload where id = :id")
                .bind("id", id)
                .map((rs, _) -> session(rs))
                .findFirst());
    }

    /**
     * Claims the right to append after {@code received} bytes. A dead writer's claim is taken over under a new partial
     * name, so that whatever it may still write hits nothing.
     */
    Optional<UploadSession> claim(UUID id, long received, UUID writer, String freshPartial) {
        return jdbi.inTransaction(h -> {
            h.execute("set local synchronous_commit = off");
            return h.createQuery(
                            "update upload set writer = :writer, writer_until = now() + :claim * interval '1 second',"
                                    + " partial = case when writer is null then partial else :fresh end, updated_at = now()"
                                    + " where id = :id and received = :received and (writer is null or writer_until < now())"
                                    + " returning " + COLUMNS)
                    .bind("id", id)
                    .bind("received", received)
                    .bind("writer", writer)
                    .bind("claim", CLAIM.toSeconds())
                    .bind("fresh", freshPartial)
                    .map((rs, _) -> session(rs))
                    .findFirst();
        });
    }

    /** Prolongs a claim; false when it was lost. */
    boolean prolong(UUID id, UUID writer) {
        return jdbi.withHandle(h -> h.createUpdate(
                                "update upload set writer_until = now() + :claim * interval '1 second', updated_at = now()"
                                        + " where id = :id and writer = :writer")
                        .bind("id", id)
                        .bind("writer", writer)
                        .bind("claim", CLAIM.toSeconds())
                        .execute())
                == 1;
    }

    /** Records what is synced and gives the claim back; false when the claim was lost. */
    boolean release(UUID id, UUID writer, long received) {
        return jdbi.withHandle(h -> h.createUpdate("update upload set received = :received, writer = null,"
                                + " writer_until = null, updated_at = now() where id = :id and writer = :writer")
                        .bind("id", id)
                        .bind("writer", writer)
                        .bind("received", received)
                        .execute())
                == 1;
    }

    Optional<UploadSession> delete(UUID id) {
        return jdbi.withHandle(h -> h.createQuery("delete from upload where id = :id returning " + COLUMNS)
                .bind("id", id)
                .map((rs, _) -> session(rs))
                .findFirst());
    }

    /** Deletes sessions without activity, a thousand at most, and tells them. */
    List<UploadSession> deleteIdle(Duration ttl) {
        return jdbi.withHandle(h -> h.createQuery("""
                        delete from upload where id in (
                            select id from upload where updated_at < now() - :ttl * interval '1 second'
                            order by updated_at limit 1000 for update skip locked)
                        returning\s""" + COLUMNS)
                .bind("ttl", ttl.toSeconds())
                .map((rs, _) -> session(rs))
                .list());
    }

    /** Of these partial names, the ones that a session still uses. */
    List<String> used(List<String> partials) {
        return jdbi.withHandle(h -> h.createQuery("select partial from upload where partial = any(:names)")
                .bind("names", partials.toArray(String[]::new))
                .mapTo(String.class)
                .list());
    }

    private static UploadSession session(ResultSet rs) throws SQLException {
        @Nullable Long account = rs.getObject("account_id", Long.class);
        return new UploadSession(
                rs.getObject("id", UUID.class),
                rs.getLong("repository_id"),
                account,
                rs.getLong("received"),
                rs.getString("partial"));
    }
}
