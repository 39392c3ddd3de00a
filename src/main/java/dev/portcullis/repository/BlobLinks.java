package dev.portcullis.repository;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.blob.BlobStore;
import dev.portcullis.blob.Placed;
import dev.portcullis.blob.Uploads;
import dev.portcullis.database.Epoch;
import dev.portcullis.database.Epochs;
import dev.portcullis.error.Causes;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.reference.Digest;
import dev.portcullis.reference.RepositoryName;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/**
 * Which repository may reach which blob. A blob is read only through a repository that links it; that the same bytes
 * are elsewhere on the disk helps nobody.
 */
@Singleton
public class BlobLinks {
    private static final int REMEMBERED = 50_000;

    private record Key(long repositoryId, Digest digest) {}

    private final Jdbi jdbi;
    private final BlobStore store;
    private final Uploads uploads;
    private final Epoch epoch;
    private final Cache<Key, LinkedBlob> remembered =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    BlobLinks(Jdbi jdbi, BlobStore store, Uploads uploads, Epochs epochs) {
        this.jdbi = jdbi;
        this.store = store;
        this.uploads = uploads;
        this.epoch = epochs.content();
        epoch.onChange(remembered::invalidateAll);
    }

    /** The blob of that digest, if the repository links it. */
    public Optional<LinkedBlob> find(long repositoryId, Digest digest) {
        Key key = new Key(repositoryId, digest);
        if (epoch.fresh()) {
            LinkedBlob known = remembered.getIfPresent(key);
            if (known != null) {
                return Optional.of(known);
            }
        }
        long generation = epoch.generation();
        Optional<LinkedBlob> found = query(repositoryId, digest);
        found.ifPresent(blob -> remember(key, blob, generation));
        return found;
    }

    private void remember(Key key, LinkedBlob blob, long generation) {
        remembered.put(key, blob);
        if (epoch.generation() != generation) {
            remembered.invalidate(key);
        }
    }

    private Optional<LinkedBlob> query(long repositoryId, Digest digest) {
        return jdbi.withHandle(h -> h.createQuery("""
                        select b.size, b.object_key from blob b
                        join blob_link l on l.blob_id = b.id and l.repository_id = :repository
                        where b.digest = :digest and b.object_key <> ''
                        """)
                .bind("repository", repositoryId)
                .bind("digest", digest.toString())
                .map((rs, _) -> new LinkedBlob(digest, rs.getLong(1), rs.getString(2)))
                .findFirst());
    }

    /**
     * Names a placed object and links it, and ends the upload it came from, in one statement. When the same digest is
     * there already, the elder object stays, unless it turns out to be damaged: then the new one takes its place.
     */
    public LinkedBlob commit(long repositoryId, Placed placed) {
        Optional<CommittedRow> row = insert(repositoryId, placed);
        if (row.isEmpty()) {
            uploads.discard(placed);
            return find(repositoryId, placed.digest())
                    .orElseThrow(() -> new RegistryException(ErrorCode.BLOB_UPLOAD_UNKNOWN));
        }
        CommittedRow committed = row.get();
        if (!committed.objectKey().equals(placed.objectKey())) {
            settle(committed, placed);
        }
        return new LinkedBlob(placed.digest(), placed.size(), committed.objectKey());
    }

    private record CommittedRow(long blobId, String objectKey) {}

    /** Empty when the upload is not as this request knew it: finished, cancelled or claimed by another. */
    private Optional<CommittedRow> insert(long repositoryId, Placed placed) {
        return jdbi.withHandle(h -> h.createQuery("""
                        with gone as (
                            delete from upload where id = :upload::uuid
                            and (writer = :writer::uuid or (:writer::uuid is null and received = 0 and writer is null))
                            returning 1),
                        named as (
                            insert into blob (digest, size, object_key)
                            select :digest, :size, :key where :upload::uuid is null or exists (select from gone)
                            on conflict (digest) do update set object_key =
                                case blob.object_key when '' then excluded.object_key else blob.object_key end
                            returning id, object_key),
                        linked as (
                            insert into blob_link (repository_id, blob_id) select :repository, id from named
                            on conflict (repository_id, blob_id) do update set created_at = now())
                        select id, object_key from named
                        """)
                .bind("upload", placed.upload())
                .bind("writer", placed.writer())
                .bind("digest", placed.digest().toString())
                .bind("size", placed.size())
                .bind("key", placed.objectKey())
                .bind("repository", repositoryId)
                .map((rs, _) -> new CommittedRow(rs.getLong(1), rs.getString(2)))
                .findFirst());
    }

    /** Two objects of one digest: keeps the named one when it is whole, else names ours. */
    private void settle(CommittedRow committed, Placed placed) {
        try {
            if (store.length(committed.objectKey()) == placed.size()) {
                uploads.discard(placed);
                return;
            }
        } catch (IOException e) {
            throw Causes.storage(e);
        }
        int healed = jdbi.withHandle(
                h -> h.createUpdate("update blob set object_key = :ours where id = :id and object_key = :damaged")
                        .bind("ours", placed.objectKey())
                        .bind("id", committed.blobId())
                        .bind("damaged", committed.objectKey())
                        .execute());
        if (healed == 0) {
            uploads.discard(placed);
        }
        epoch.bumpLocally();
    }

    /**
     * Links a blob of another repository without sending it again (end-11).
     *
     * @return whether it is linked now; false when the source does not link it
     */
    public boolean mount(long repositoryId, Digest digest, long sourceId) {
        return jdbi.withHandle(h -> h.createQuery("""
                        with source as (
                            select b.id from blob b join blob_link l on l.blob_id = b.id
                            where b.digest = :digest and b.object_key <> '' and l.repository_id = :source
                            for key share of b, l)
                        insert into blob_link (repository_id, blob_id) select :repository, id from source
                        on conflict (repository_id, blob_id) do update set created_at = now()
                        returning blob_id
                        """)
                .bind("repository", repositoryId)
                .bind("digest", digest.toString())
                .bind("source", sourceId)
                .mapTo(Long.class)
                .findFirst()
                .isPresent());
    }

    /** The names of repositories that link a blob, at most {@code most}, the newest link first. */
    public List<RepositoryName> linking(Digest digest, int most) {
        return jdbi.withHandle(h -> h.createQuery("""
                        select r.name from blob_link l join blob b on b.id = l.blob_id
                        join repository r on r.id = l.repository_id
                        where b.digest = :digest order by l.created_at desc limit :most
                        """)
                .bind("digest", digest.toString())
                .bind("most", most)
                .map((rs, _) -> RepositoryName.parse(rs.getString(1)))
                .list());
    }

    /**
     * Takes the link away (end-10). Refused with {@link ErrorCode#MANIFEST_REFERENCED} while a manifest of the
     * repository needs it.
     */
    public void unlink(long repositoryId, Digest digest) {
        int gone;
        try {
            gone = jdbi.withHandle(h -> h.createUpdate("""
                            delete from blob_link l using blob b
                            where b.id = l.blob_id and b.digest = :digest and l.repository_id = :repository
                            """)
                    .bind("digest", digest.toString())
                    .bind("repository", repositoryId)
                    .execute());
        } catch (org.jdbi.v3.core.JdbiException e) {
            throw Constraint.FOREIGN_KEY.brokenBy(e)
                    ? new RegistryException(
                            ErrorCode.MANIFEST_REFERENCED,
                            "A manifest of this repository still refers to this blob. Delete the manifest first.",
                            e)
                    : e;
        }
        epoch.bumpLocally();
        if (gone == 0) {
            throw new RegistryException(ErrorCode.BLOB_UNKNOWN);
        }
    }

    /** Forgets a blob whose object turned out to be missing, so that the database is asked again. */
    public void forget(long repositoryId, Digest digest) {
        remembered.invalidate(new Key(repositoryId, digest));
    }
}
