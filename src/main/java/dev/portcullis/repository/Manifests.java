package dev.portcullis.repository;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.database.Epoch;
import dev.portcullis.database.Epochs;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.event.Events;
import dev.portcullis.event.RegistryEvent;
import dev.portcullis.reference.Digest;
import dev.portcullis.reference.Reference;
import dev.portcullis.reference.RepositoryName;
import dev.portcullis.reference.TagName;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/** Manifests and the tags that point to them: finding and deleting. Pushing is {@link ManifestPush}. */
@Singleton
public class Manifests {
    private static final String COLUMNS = "m.id, m.digest, m.media_type, m.subject_digest, m.content";
    private static final long REMEMBERED_BYTES = 32L << 20;

    private record Key(long repositoryId, Digest digest) {}

    private final Jdbi jdbi;
    private final Epoch epoch;
    private final RememberedTags tags;
    private final Cache<Key, StoredManifest> remembered = Caffeine.newBuilder()
            .maximumWeight(REMEMBERED_BYTES)
            .weigher((Key _, StoredManifest m) -> m.content().length + 512)
            .build();

    Manifests(Jdbi jdbi, Epochs epochs, RememberedTags tags) {
        this.jdbi = jdbi;
        this.epoch = epochs.content();
        this.tags = tags;
        epoch.onChange(remembered::invalidateAll);
    }

    /** The manifest of a tag or digest, as end-3 serves it. */
    public Optional<StoredManifest> find(long repositoryId, Reference reference) {
        return switch (reference) {
            case Reference.ByTag(TagName tag) -> byTag(repositoryId, tag.value());
            case Reference.ByDigest(Digest digest) -> byDigest(repositoryId, digest);
        };
    }

    private Optional<StoredManifest> byTag(long repositoryId, String tag) {
        StoredManifest known = tags.get(repositoryId, tag);
        if (known != null) {
            return Optional.of(known);
        }
        RememberedTags.Stamp stamp = tags.stamp(repositoryId, tag);
        Optional<StoredManifest> found = jdbi.withHandle(h -> h.createQuery("select " + COLUMNS
                        + " from tag t join manifest m on m.id = t.manifest_id"
                        + " where t.repository_id = :repository and t.name = :tag")
                .bind("repository", repositoryId)
                .bind("tag", tag)
                .map((rs, _) -> manifest(rs))
                .findFirst());
        found.ifPresent(manifest -> tags.remember(repositoryId, tag, manifest, stamp));
        return found;
    }

    private Optional<StoredManifest> byDigest(long repositoryId, Digest digest) {
        Key key = new Key(repositoryId, digest);
        if (epoch.fresh()) {
            StoredManifest known = remembered.getIfPresent(key);
            if (known != null) {
                return Optional.of(known);
            }
        }
        long generation = epoch.generation();
        Optional<StoredManifest> found = jdbi.withHandle(h -> h.createQuery("select " + COLUMNS
                        + " from manifest m where m.repository_id = :repository and m.digest = :digest")
                .bind("repository", repositoryId)
                .bind("digest", digest.toString())
                .map((rs, _) -> manifest(rs))
                .findFirst());
        found.ifPresent(manifest -> {
            remembered.put(key, manifest);
            if (epoch.generation() != generation) {
                remembered.invalidate(key);
            }
        });
        return found;
    }

    /** Deletes a tag, or a manifest with all its tags (end-9). */
    public void delete(long repositoryId, Reference reference, Deletion by) {
        switch (reference) {
            case Reference.ByTag(TagName tag) -> deleteTag(repositoryId, tag.value(), by);
            case Reference.ByDigest(Digest digest) -> deleteManifest(repositoryId, digest, by);
        }
    }

    /**
     * Who deletes, for the event.
     *
     * @param repository the canonical name
     */
    public record Deletion(String account, String repository) {}

    private void deleteTag(long repositoryId, String tag, Deletion by) {
        try (RememberedTags.Writing writing = tags.write(repositoryId, List.of(tag))) {
            int gone = jdbi.withHandle(h -> Events.bindActor(
                            h.createUpdate("""
                            with gone as (
                                delete from tag where repository_id = :repository and name = :tag and not exists (
                                    select from repository where id = :repository and immutable_tags)
                                returning manifest_id)
                            insert into event (kind, repository, reference, digest, %s)
                            select 'tag.deleted', :name, :tag, m.digest, %s
                            from gone join manifest m on m.id = gone.manifest_id
                            """.formatted(Events.ACTOR_COLUMNS, Events.ACTOR_VALUES)), by.account())
                    .bind("repository", repositoryId)
                    .bind("tag", tag)
                    .bind("name", by.repository())
                    .execute());
            writing.confirm();
            if (gone == 0 && jdbi.withHandle(h -> isImmutable(h, repositoryId))) {
                throw RepositoryRegister.immutable(RepositoryName.parse(by.repository()), List.of(tag), null);
            }
            if (gone == 0) {
                throw new RegistryException(ErrorCode.MANIFEST_UNKNOWN);
            }
        }
    }

    private static boolean isImmutable(Handle h, long repositoryId) {
        return h.createQuery("select immutable_tags from repository where id = :id")
                .bind("id", repositoryId)
                .mapTo(Boolean.class)
                .findFirst()
                .orElse(false);
    }

    private void deleteManifest(long repositoryId, Digest digest, Deletion by) {
        // Its tags are not named here: that the content changed makes every node forget them.
        try (RememberedTags.Writing writing = tags.write(repositoryId, List.of())) {
            jdbi.useTransaction(h -> delete(h, repositoryId, digest, by));
            writing.confirm();
        } catch (JdbiException e) {
            throw Constraint.FOREIGN_KEY.brokenBy(e)
                    ? new RegistryException(ErrorCode.MANIFEST_REFERENCED, ErrorCode.MANIFEST_REFERENCED.sentence(), e)
                    : e;
        } finally {
            epoch.bumpLocally();
        }
    }

    /** The manifest is locked before its tags, as a push does it: one order, so no deadlock. */
    private static void delete(Handle h, long repositoryId, Digest digest, Deletion by) {
        Long id = h.createQuery(
                        "select id from manifest where repository_id = :repository and digest = :digest for update")
                .bind("repository", repositoryId)
                .bind("digest", digest.toString())
                .mapTo(Long.class)
                .findFirst()
                .orElseThrow(() -> new RegistryException(ErrorCode.MANIFEST_UNKNOWN));
        List<String> names = h.createQuery("delete from tag where manifest_id = :id returning name")
                .bind("id", id)
                .mapTo(String.class)
                .list();
        if (!names.isEmpty() && isImmutable(h, repositoryId)) {
            throw RepositoryRegister.immutable(RepositoryName.parse(by.repository()), names, null);
        }
        lockLinksInOrder(h, id);
        h.createUpdate("delete from manifest where id = :id").bind("id", id).execute();
        Events.record(
                h,
                new RegistryEvent.ContentChanged(
                        "manifest.deleted", by.account(), by.repository(), null, digest.toString()));
    }

    /** Deletes of manifests that share layers queue the same links; locking them in one order keeps them apart. */
    private static void lockLinksInOrder(Handle h, long manifestId) {
        h.createQuery("""
                        select l.blob_id from manifest_blob mb
                        join blob_link l on l.repository_id = mb.repository_id and l.blob_id = mb.blob_id
                        where mb.manifest_id = :id order by l.repository_id, l.blob_id for update of l
                        """).bind("id", manifestId).mapTo(Long.class).list();
    }

    static StoredManifest manifest(ResultSet rs) throws SQLException {
        @Nullable String subject = rs.getString("subject_digest");
        return new StoredManifest(
                rs.getLong("id"),
                Digest.parse(rs.getString("digest")),
                rs.getString("media_type"),
                subject == null ? null : Digest.parse(subject),
                rs.getBytes("content"));
    }
}
