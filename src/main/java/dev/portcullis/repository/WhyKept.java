package dev.portcullis.repository;

import dev.portcullis.reference.Digest;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Explains what holds a blob or a manifest, up to the tag, the index or the clock at the end of the chain. */
@Singleton
final class WhyKept {
    /** The longest chain that is followed, and how many answers are given at each turn and in all. */
    private static final int DEPTH = 8;

    private static final int BRANCHES = 5;
    private static final int SENTENCES = 50;

    private record Link(
            long repositoryId,
            String repository,
            long blobId,
            @Nullable String queuedAt) {}

    private record Held(long id, String digest) {}

    private final Jdbi jdbi;

    WhyKept(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    List<String> explain(Digest digest) {
        return jdbi.inTransaction(h -> {
            h.execute("set transaction isolation level repeatable read, read only");
            List<String> sentences = new ArrayList<>();
            explainBlob(h, digest.toString(), sentences);
            explainManifests(h, digest.toString(), sentences);
            return sentences.size() > SENTENCES ? sentences.subList(0, SENTENCES) : sentences;
        });
    }

    private static void explainBlob(Handle h, String digest, List<String> out) {
        List<Link> links = h.createQuery("""
                        select l.repository_id, r.name, l.blob_id, greatest(q.queued_at, l.created_at) from blob b
                        join blob_link l on l.blob_id = b.id
                        join repository r on r.id = l.repository_id
                        left join gc_link q on q.repository_id = l.repository_id and q.blob_id = l.blob_id
                        where b.digest = :digest order by r.name limit :most
                        """)
                .bind("digest", digest)
                .bind("most", SENTENCES)
                .map((rs, _) -> new Link(rs.getLong(1), rs.getString(2), rs.getLong(3), rs.getString(4)))
                .list();
        for (Link link : links) {
            List<Held> users = users(h, link);
            String blob = link.repository + ": the blob";
            if (users.isEmpty()) {
                out.add(blob + " is used by no manifest; its grace period began at " + link.queuedAt + ".");
            }
            for (Held user : users) {
                explainManifest(h, user.id, blob + " is used by the manifest " + user.digest, 0, out);
            }
        }
        h.createQuery("""
                        select q.queued_at from blob b join gc_blob q on q.blob_id = b.id
                        where b.digest = :digest and not exists (select from blob_link l where l.blob_id = b.id)
                        """)
                .bind("digest", digest)
                .mapTo(String.class)
                .findFirst()
                .ifPresent(at -> out.add("No repository links the blob; its grace period began at " + at + "."));
    }

    private static List<Held> users(Handle h, Link link) {
        return h.createQuery("""
                        select m.id, m.digest from manifest_blob b join manifest m on m.id = b.manifest_id
                        where b.repository_id = :repository and b.blob_id = :blob order by m.id limit :most
                        """)
                .bind("repository", link.repositoryId)
                .bind("blob", link.blobId)
                .bind("most", BRANCHES)
                .map((rs, _) -> new Held(rs.getLong(1), rs.getString(2)))
                .list();
    }

    private static void explainManifests(Handle h, String digest, List<String> out) {
        h.createQuery("""
                        select m.id, r.name from repository r
                        join manifest m on m.repository_id = r.id and m.digest = :digest
                        order by r.name limit :most
                        """)
                .bind("digest", digest)
                .bind("most", SENTENCES)
                .map((rs, _) -> new Held(rs.getLong(1), rs.getString(2)))
                .list()
                .forEach(found -> explainManifest(h, found.id, found.digest + ": the manifest", 0, out));
    }

    private static void explainManifest(Handle h, long id, String chain, int depth, List<String> out) {
        if (out.size() >= SENTENCES) {
            return;
        }
        if (depth > DEPTH) {
            out.add(chain + ", and so on.");
            return;
        }
        List<String> tags = tags(h, id);
        List<Held> parents = related(h, id, """
                select p.id, p.digest from manifest_child c join manifest p on p.id = c.parent_id
                where c.child_id = :id order by p.id limit :most
                """);
        List<Held> subjects = related(h, id, """
                select s.id, s.digest from manifest m
                join manifest s on s.repository_id = m.repository_id and s.digest = m.subject_digest
                where m.id = :id limit :most
                """);
        if (!tags.isEmpty()) {
            out.add(chain + ", which has the tag " + String.join(", ", tags) + ".");
        }
        parents.forEach(p -> explainManifest(h, p.id, chain + ", which is in the index " + p.digest, depth + 1, out));
        subjects.forEach(s -> explainManifest(h, s.id, chain + ", which is about " + s.digest, depth + 1, out));
        if (tags.isEmpty() && parents.isEmpty() && subjects.isEmpty()) {
            out.add(chain + ", which nothing refers to: it goes when untagged manifests are removed"
                    + waitingSince(h, id) + ".");
        }
    }

    private static List<String> tags(Handle h, long id) {
        return h.createQuery("select name from tag where manifest_id = :id order by name limit :most")
                .bind("id", id)
                .bind("most", BRANCHES)
                .mapTo(String.class)
                .list();
    }

    private static List<Held> related(Handle h, long id, String sql) {
        return h.createQuery(sql)
                .bind("id", id)
                .bind("most", BRANCHES)
                .map((rs, _) -> new Held(rs.getLong(1), rs.getString(2)))
                .list();
    }

    private static String waitingSince(Handle h, long id) {
        return h.createQuery("select queued_at from gc_manifest where manifest_id = :id")
                .bind("id", id)
                .mapTo(String.class)
                .findFirst()
                .map(at -> ", and its grace period began at " + at)
                .orElse("");
    }
}
