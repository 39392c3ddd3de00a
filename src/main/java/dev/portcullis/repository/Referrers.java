package dev.portcullis.repository;

import dev.portcullis.reference.Descriptor;
import dev.portcullis.reference.Digest;
import dev.portcullis.reference.ManifestDocument;
import dev.portcullis.reference.Reference;
import dev.portcullis.reference.TagName;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * What says something about a manifest: signatures, SBOMs, attestations (end-12). Referrers of clients that knew no
 * referrers API, kept in an index under the "referrers tag schema", are told too.
 */
@Singleton
public class Referrers {
    private final Jdbi jdbi;
    private final Manifests manifests;

    Referrers(Jdbi jdbi, Manifests manifests) {
        this.jdbi = jdbi;
        this.manifests = manifests;
    }

    /** One referrer. Size in bytes. */
    public record Referrer(
            String mediaType,
            String digest,
            long size,
            @Nullable String artifactType,
            Map<String, String> annotations) {
        public Referrer {
            annotations = Map.copyOf(annotations);
        }
    }

    /** At most {@code n} referrers of the subject after the digest {@code last}, of that type if one is given. */
    public Page<Referrer> page(long repositoryId, Digest subject, @Nullable String artifactType, String last, int n) {
        Map<String, Referrer> found = new TreeMap<>();
        for (Referrer r : folded(repositoryId, subject)) {
            boolean wanted = artifactType == null || artifactType.equals(r.artifactType());
            if (wanted && r.digest().compareTo(last) > 0) {
                found.put(r.digest(), r);
            }
        }
        query(repositoryId, subject, artifactType, last, n + 1).forEach(r -> found.put(r.digest(), r));
        return Page.of(found.values().stream().limit(n + 1L).toList(), n);
    }

    private List<Referrer> query(
            long repositoryId, Digest subject, @Nullable String artifactType, String last, int limit) {
        return jdbi.withHandle(h -> h.createQuery("""
                        select id, digest, media_type, subject_digest, content, artifact_type from manifest
                        where repository_id = :repository and subject_digest = :subject and digest > :last
                        and (:type::text is null or artifact_type = :type)
                        order by digest limit :limit
                        """)
                .bind("repository", repositoryId)
                .bind("subject", subject.toString())
                .bind("last", last)
                .bind("type", artifactType)
                .bind("limit", limit)
                .map((rs, _) -> referrer(Manifests.manifest(rs)))
                .list());
    }

    private static Referrer referrer(StoredManifest manifest) {
        ManifestDocument document = ManifestDocument.parse(manifest.content(), manifest.mediaType());
        return new Referrer(
                manifest.mediaType(),
                manifest.digest().toString(),
                manifest.content().length,
                document.artifactType(),
                document.annotations());
    }

    /** "Referrers Tag Schema": the index under the tag {@code sha256-<hex>}; its children that are still here. */
    private List<Referrer> folded(long repositoryId, Digest subject) {
        String tag = subject.algorithm().prefix() + "-"
                + subject.hex().substring(0, Math.min(64, subject.hex().length()));
        return manifests
                .find(repositoryId, new Reference.ByTag(TagName.parse(tag)))
                .map(index -> ManifestDocument.parse(index.content(), index.mediaType())
                        .children())
                .orElse(List.of())
                .stream()
                .map(Descriptor::digest)
                .flatMap(d -> manifests.find(repositoryId, new Reference.ByDigest(d)).stream())
                .map(Referrers::referrer)
                .toList();
    }
}
