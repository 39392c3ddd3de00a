package dev.portcullis.repository;

import dev.portcullis.access.Caller;
import dev.portcullis.access.RepositoryAccess;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.event.Events;
import dev.portcullis.reference.Descriptor;
import dev.portcullis.reference.Digest;
import dev.portcullis.reference.ManifestDocument;
import dev.portcullis.reference.TagName;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * Takes a manifest (end-7): every reference must be here, every {@link PushRule} must agree, and then manifest, tags
 * and event become durable in one statement.
 */
@Singleton
public class ManifestPush {
    /** A tag that must not move is set to null, which its column refuses: one statement, so no push slips between. */
    private static final String WRITE = """
            with pushed as (
                insert into manifest (repository_id, digest, media_type, artifact_type, subject_digest,
                    content, pushed_by)
                values (:repository, :digest, :mediaType, :artifactType, :subject, :content, :account::bigint)
                on conflict (repository_id, digest) do update set media_type = excluded.media_type
                returning id),
            blobs as (
                insert into manifest_blob (manifest_id, repository_id, blob_id)
                select pushed.id, :repository, b from pushed, unnest(:blobs) b on conflict do nothing),
            children as (
                insert into manifest_child (parent_id, child_id)
                select pushed.id, c from pushed, unnest(:children) c on conflict do nothing),
            tagged as (
                insert into tag (repository_id, name, manifest_id, pushed_by)
                select :repository, t, pushed.id, :account::bigint from pushed, unnest(:tags) t
                on conflict (repository_id, name) do update
                set manifest_id = case when tag.manifest_id <> excluded.manifest_id and exists (
                        select from repository r where r.id = excluded.repository_id and r.immutable_tags)
                    then null else excluded.manifest_id end, pushed_by = excluded.pushed_by, updated_at = now())
            insert into event (kind, repository, reference, digest, %s)
            values ('manifest.pushed', :repositoryName, :reference, :digest, %s)
            """.formatted(Events.ACTOR_COLUMNS, Events.ACTOR_VALUES);

    private final Jdbi jdbi;
    private final RememberedTags tags;
    private final Instance<PushRule> rules;

    ManifestPush(Jdbi jdbi, RememberedTags tags, Instance<PushRule> rules) {
        this.jdbi = jdbi;
        this.tags = tags;
        this.rules = rules;
    }

    /** Stores the manifest in that repository under its digest and these tags. */
    public void put(Candidate candidate) {
        References references = references(candidate);
        rules.forEach(rule -> rule.check(candidate));
        List<String> names = candidate.tags().stream()
                .map(TagName::value)
                .sorted()
                .distinct()
                .toList();
        try (RememberedTags.Writing writing = tags.write(candidate.repositoryId(), names)) {
            write(candidate, references, names);
            writing.confirm();
        } catch (JdbiException e) {
            if (Constraint.NOT_NULL.brokenBy(e)) {
                throw RepositoryRegister.immutable(candidate.access().name(), names, e);
            }
            throw Constraint.FOREIGN_KEY.brokenBy(e)
                    ? new RegistryException(
                            ErrorCode.MANIFEST_BLOB_UNKNOWN,
                            "Content that the manifest refers to was deleted meanwhile. Push it again.",
                            e)
                    : e;
        }
    }

    /**
     * A manifest that somebody wants to push.
     *
     * @param digest what it is stored under; already verified against the content
     */
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    public record Candidate(
            RepositoryAccess access,
            long repositoryId,
            Caller caller,
            ManifestDocument document,
            Digest digest,
            List<TagName> tags,
            byte[] content) {
        public Candidate {
            tags = List.copyOf(tags);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // parameters of one statement, compared nowhere
    private record References(Long[] blobs, Long[] children) {}

    private record Found(long id, long size) {}

    private References references(Candidate candidate) {
        ManifestDocument document = candidate.document();
        List<Descriptor> blobs = document.requiredBlobs();
        List<Descriptor> children = document.children();
        Map<String, Found> linked = blobs.isEmpty() ? Map.of() : linked(candidate.repositoryId(), blobs);
        Map<String, Found> present = children.isEmpty() ? Map.of() : manifests(candidate.repositoryId(), children);
        return new References(ids(blobs, linked, "blob"), ids(children, present, "manifest"));
    }

    /** The rows of the references, in one order for all pushes. */
    private static Long[] ids(List<Descriptor> wanted, Map<String, Found> present, String what) {
        List<String> missing = wanted.stream()
                .map(d -> d.digest().toString())
                .filter(digest -> !present.containsKey(digest))
                .toList();
        if (!missing.isEmpty()) {
            throw new RegistryException(
                            ErrorCode.MANIFEST_BLOB_UNKNOWN,
                            "This repository does not have the " + what + " " + missing.getFirst()
                                    + " that the manifest refers to. Push it first.")
                    .with("missing", missing.subList(0, Math.min(20, missing.size())));
        }
        for (Descriptor d : wanted) {
            Found found = present.get(d.digest().toString());
            if (found != null && found.size != d.size()) {
                throw new RegistryException(
                        ErrorCode.MANIFEST_INVALID,
                        "The manifest says that " + d.digest() + " has " + d.size() + " bytes; it has " + found.size
                                + ".");
            }
        }
        return present.values().stream().map(Found::id).sorted().toArray(Long[]::new);
    }

    private Map<String, Found> linked(long repositoryId, List<Descriptor> blobs) {
        return lookup(
                "select b.digest, b.id, b.size from blob b join blob_link l on l.blob_id = b.id"
                        + " and l.repository_id = :repository where b.digest = any(:digests) and b.object_key <> ''",
                repositoryId,
                blobs);
    }

    private Map<String, Found> manifests(long repositoryId, List<Descriptor> children) {
        return lookup(
                "select digest, id, length(content) from manifest"
                        + " where repository_id = :repository and digest = any(:digests)",
                repositoryId,
                children);
    }

    private Map<String, Found> lookup(String sql, long repositoryId, List<Descriptor> wanted) {
        String[] digests = wanted.stream().map(d -> d.digest().toString()).toArray(String[]::new);
        return jdbi.withHandle(h -> {
            Map<String, Found> found = new HashMap<>();
            h.createQuery(sql)
                    .bind("repository", repositoryId)
                    .bind("digests", digests)
                    .map((rs, _) -> found.put(rs.getString(1), new Found(rs.getLong(2), rs.getLong(3))))
                    .list();
            return found;
        });
    }

    private void write(Candidate candidate, References references, List<String> names) {
        ManifestDocument document = candidate.document();
        @Nullable Descriptor subject = document.subject();
        jdbi.useHandle(h -> Events.bindActor(
                        h.createUpdate(WRITE), candidate.caller().displayName())
                .bind("repository", candidate.repositoryId())
                .bind("digest", candidate.digest().toString())
                .bind("mediaType", document.mediaType())
                .bind("artifactType", document.artifactType())
                .bind("subject", subject == null ? null : subject.digest().toString())
                .bind("content", candidate.content())
                .bind("account", candidate.caller().accountIdOrNull())
                .bind("blobs", references.blobs())
                .bind("children", references.children())
                .bind("tags", names.toArray(String[]::new))
                .bind("repositoryName", candidate.access().name().toString())
                .bind("reference", names.isEmpty() ? null : String.join(",", names))
                .execute());
    }
}
