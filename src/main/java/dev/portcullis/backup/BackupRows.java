package dev.portcullis.backup;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.event.Events;
import dev.portcullis.event.RegistryEvent;
import jakarta.inject.Singleton;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The backups that this registry knows of; their bytes are in folders that only one node may reach. */
@Singleton
public final class BackupRows {
    private static final Instant FAR = Instant.parse("9999-01-01T00:00:00Z");

    private final Jdbi jdbi;

    /**
     * A backup that was made and is kept.
     *
     * @param snapshotAt the moment of what it holds
     * @param verifiedAt when it was last proved; null where it never was
     * @param addedBytes of blobs that no earlier backup in the folder had
     * @param problems how many blobs could not be read
     */
    public record Made(
            String id,
            String folder,
            Instant snapshotAt,
            Instant endedAt,
            @Nullable Instant verifiedAt,
            boolean withBlobs,
            long blobs,
            long bytes,
            long addedBytes,
            long problems) {}

    BackupRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** The moment that a page ends at, as {@link #list} takes it; the far future for the first page. */
    public static Instant before(String last) {
        try {
            return last.isEmpty() ? FAR : Instant.parse(last);
        } catch (DateTimeParseException none) {
            throw new RegistryException(ErrorCode.REQUEST_INVALID, "after is what the page before gave as next.");
        }
    }

    /** The newest first, from before that moment on. */
    public List<Made> list(Instant before, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select * from backup where snapshot_at < :before order by snapshot_at desc, folder limit :limit")
                .bind("before", before)
                .bind("limit", limit)
                .map((row, _) -> {
                    Timestamp verified = row.getTimestamp("verified_at");
                    return new Made(
                            row.getString("id"),
                            row.getString("folder"),
                            row.getTimestamp("snapshot_at").toInstant(),
                            row.getTimestamp("ended_at").toInstant(),
                            verified == null ? null : verified.toInstant(),
                            row.getBoolean("with_blobs"),
                            row.getLong("blobs"),
                            row.getLong("bytes"),
                            row.getLong("added_bytes"),
                            row.getLong("problems"));
                })
                .list());
    }

    /** The age of the newest one that is whole and proved, in hours; empty where there is none. */
    public Optional<Long> hoursSinceLastGood() {
        return jdbi.withHandle(
                handle -> handle.createQuery("""
                        select floor(extract(epoch from now() - max(snapshot_at)) / 3600) from backup
                        where problems = 0 and verified_at is not null having max(snapshot_at) is not null""").mapTo(Long.class).findOne());
    }

    void made(String by, String folder, BackupManifest manifest) {
        jdbi.useTransaction(handle -> {
            handle.createUpdate("""
                            insert into backup (id, folder, snapshot_at, with_blobs, blobs, bytes, added_bytes, problems)
                            values (:id, :folder, :at, :withBlobs, :blobs, :bytes, :added, :problems)""")
                    .bind("id", manifest.id())
                    .bind("folder", folder)
                    .bind("at", manifest.snapshotAt())
                    .bind("withBlobs", manifest.withBlobs())
                    .bind("blobs", manifest.blobs())
                    .bind("bytes", manifest.bytes())
                    .bind("added", manifest.addedBytes())
                    .bind("problems", manifest.problems().size())
                    .execute();
            Events.record(handle, new RegistryEvent.SystemActed("backup.made", by, manifest.id() + " in " + folder));
        });
    }

    void verified(String folder, String id, boolean holds) {
        jdbi.useHandle(handle -> handle.createUpdate(
                        "update backup set verified_at = case when :holds then now() end where id = :id and folder = :folder")
                .bind("id", id)
                .bind("folder", folder)
                .bind("holds", holds)
                .execute());
    }

    void removed(String by, String folder, String id) {
        jdbi.useTransaction(handle -> {
            handle.execute("delete from backup where id = ? and folder = ?", id, folder);
            Events.record(handle, new RegistryEvent.SystemActed("backup.removed", by, id + " in " + folder));
        });
    }
}
