package dev.portcullis.repository;

import dev.portcullis.error.RegistryException;
import dev.portcullis.reference.Descriptor;
import dev.portcullis.reference.Digest;
import dev.portcullis.reference.ManifestDocument;
import dev.portcullis.repository.Checker.Kind;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Every manifest hashes to its digest, and the rows of its references are those that its bytes speak of. */
@Singleton
final class ManifestCheck {
    /** A manifest has at most 4 MiB, so that a page is far from filling the memory. */
    private static final int PAGE = 20;

    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    private record Row(
            long id,
            String repository,
            Digest digest,
            String mediaType,
            @Nullable String subject,
            byte[] content) {
        String name() {
            return repository + "@" + digest;
        }
    }

    private record Page(List<Row> rows, Map<Long, Set<String>> references) {}

    private final Jdbi jdbi;

    ManifestCheck(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    void check(Findings findings) {
        long last = 0;
        Page page;
        do {
            page = page(last);
            for (Row row : page.rows) {
                check(row, page.references.getOrDefault(row.id, Set.of()), findings);
                findings.lookedAtOne();
                last = row.id;
            }
        } while (page.rows.size() == PAGE);
        misplaced(findings);
    }

    long count() {
        return jdbi.withHandle(h ->
                h.createQuery("select count(*) from manifest").mapTo(Long.class).one());
    }

    /** Manifests and their references as of one moment. */
    private Page page(long last) {
        return jdbi.inTransaction(h -> {
            h.execute("set transaction isolation level repeatable read, read only");
            List<Row> rows = h.createQuery("""
                            select m.id, r.name, m.digest, m.media_type, m.subject_digest, m.content from manifest m
                            join repository r on r.id = m.repository_id where m.id > :last order by m.id limit :page
                            """)
                    .bind("last", last)
                    .bind("page", PAGE)
                    .map((rs, _) -> new Row(
                            rs.getLong(1),
                            rs.getString(2),
                            Digest.parse(rs.getString(3)),
                            rs.getString(4),
                            rs.getString(5),
                            rs.getBytes(6)))
                    .list();
            return new Page(rows, references(h, rows.stream().map(Row::id).toArray(Long[]::new)));
        });
    }

    private static Map<Long, Set<String>> references(Handle h, Long[] ids) {
        Map<Long, Set<String>> references = new HashMap<>();
        h.createQuery("""
                        select mb.manifest_id, b.digest from manifest_blob mb join blob b on b.id = mb.blob_id
                        where mb.manifest_id = any(:ids)
                        union all
                        select c.parent_id, m.digest from manifest_child c join manifest m on m.id = c.child_id
                        where c.parent_id = any(:ids)
                        """)
                .bind("ids", ids)
                .map((rs, _) -> references
                        .computeIfAbsent(rs.getLong(1), _ -> new HashSet<>())
                        .add(rs.getString(2)))
                .list();
        return references;
    }

    private static void check(Row row, Set<String> references, Findings findings) {
        findings.manifests++;
        if (!Digest.of(row.digest.algorithm(), row.content).equals(row.digest)) {
            findings.wrong(
                    Kind.MANIFEST_WRONG_DIGEST,
                    row.name(),
                    "Its bytes in the database have another digest. Delete it and push it again.");
            return;
        }
        ManifestDocument document;
        try {
            document = ManifestDocument.parse(row.content, row.mediaType);
        } catch (RegistryException e) {
            findings.wrong(
                    Kind.MANIFEST_INVALID,
                    row.name(),
                    "This version does not take it any more (" + e.getMessage() + "). Push the image again.");
            return;
        }
        Set<String> wanted = new HashSet<>();
        document.requiredBlobs().forEach(blob -> wanted.add(blob.digest().toString()));
        document.children().forEach(child -> wanted.add(child.digest().toString()));
        for (String digest : wanted) {
            if (!references.contains(digest)) {
                findings.wrong(
                        Kind.REFERENCE_MISSING,
                        row.name(),
                        "It refers to " + digest + ", which no row holds for it. Push the image again.");
            }
        }
        Descriptor subject = document.subject();
        if (!Objects.equals(subject == null ? null : subject.digest().toString(), row.subject)) {
            findings.wrong(
                    Kind.REFERENCE_MISSING,
                    row.name(),
                    "Its row does not name its subject, so it is not listed as a referrer. Push it again.");
        }
    }

    /** What the keys of the tables cannot rule out: rows that tie things of two repositories together. */
    private void misplaced(Findings findings) {
        jdbi.withHandle(h -> h.createQuery("""
                        select 'tag ' || t.name, r.name from tag t join manifest m on m.id = t.manifest_id
                        join repository r on r.id = t.repository_id where m.repository_id <> t.repository_id
                        union all
                        select 'index ' || p.digest, r.name from manifest_child c
                        join manifest p on p.id = c.parent_id join manifest m on m.id = c.child_id
                        join repository r on r.id = p.repository_id where m.repository_id <> p.repository_id
                        union all
                        select 'manifest ' || m.digest, r.name from manifest_blob b
                        join manifest m on m.id = b.manifest_id
                        join repository r on r.id = m.repository_id where b.repository_id <> m.repository_id
                        limit :most
                        """)
                        .bind("most", Checker.MOST_FINDINGS)
                        .map((rs, _) -> new String[] {rs.getString(1), rs.getString(2)})
                        .list())
                .forEach(row -> findings.wrong(
                        Kind.ROW_MISPLACED,
                        row[1] + " " + row[0],
                        "It points into another repository. Report this; restore the database from a backup."));
    }
}
