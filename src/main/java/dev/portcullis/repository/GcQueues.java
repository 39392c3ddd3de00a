package dev.portcullis.repository;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What waits in the queues, for reports and metrics. */
@Singleton
final class GcQueues {
    /** How many rows wait; of a queue that is longer than this only so much is told, since counting has a price. */
    private static final int COUNTED = 1_000_000;

    /** The length of each queue. */
    record Lengths(long manifests, long links, long blobs, long objects) {}

    private final Jdbi jdbi;

    GcQueues(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    Lengths lengths() {
        return jdbi.withHandle(h -> h.createQuery("""
                        select (select count(*) from (select from gc_manifest limit :most) x),
                            (select count(*) from (select from gc_link limit :most) x),
                            (select count(*) from (select from gc_blob limit :most) x),
                            (select count(*) from (select from doomed_object limit :most) x)
                        """)
                .bind("most", COUNTED)
                .map((rs, _) -> new Lengths(rs.getLong(1), rs.getLong(2), rs.getLong(3), rs.getLong(4)))
                .one());
    }

    void freed(GcTally tally) {
        if (tally.blobs > 0) {
            jdbi.useHandle(h -> h.execute(
                    "update gc_total set blobs = blobs + ?, bytes = bytes + ?, freed_at = now()",
                    tally.blobs,
                    tally.bytes));
        }
    }

    GarbageCollector.Freed freed() {
        return jdbi.withHandle(h -> h.createQuery("select blobs, bytes, freed_at from gc_total")
                .map((rs, _) -> new GarbageCollector.Freed(
                        rs.getLong("blobs"),
                        rs.getLong("bytes"),
                        rs.getTimestamp("freed_at") == null
                                ? null
                                : rs.getTimestamp("freed_at").toInstant()))
                .one());
    }

    /** What stays although nothing uses it. */
    List<GarbageCollector.Kept> kept(GarbageCollector.Options options) {
        return jdbi.withHandle(h -> kept(h, options, "", "", ""));
    }

    /** What would stay, by conditions that leave out what would go. */
    static List<GarbageCollector.Kept> kept(
            Handle h, GarbageCollector.Options options, String manifests, String links, String blobs) {
        Unused unused = unused(h, manifests, links, blobs);
        List<GarbageCollector.Kept> kept = new ArrayList<>();
        String waiting = "pushed or used within the grace period of " + options.grace();
        String untagged = "untagged, but a deployment may pin the digest; gc --untagged removes them";
        add(kept, "manifests", unused.manifests, options.removeUntagged() ? waiting : untagged);
        add(kept, "links", unused.links, waiting);
        add(kept, "blobs", unused.blobs, waiting);
        add(kept, "uploads", unused.uploads, "in progress, or can still be resumed");
        return kept;
    }

    private static void add(List<GarbageCollector.Kept> kept, String what, long count, String why) {
        if (count > 0) {
            kept.add(new GarbageCollector.Kept(what, count, why));
        }
    }

    private record Unused(long manifests, long links, long blobs, long uploads) {}

    private static Unused unused(Handle h, String manifests, String links, String blobs) {
        return h.createQuery("""
                        select (select count(*) from gc_manifest q join manifest m on m.id = q.manifest_id
                                where not %s %s),
                            (select count(*) from gc_link q where not exists (select from manifest_blob b
                                where b.repository_id = q.repository_id and b.blob_id = q.blob_id) %s),
                            (select count(*) from gc_blob q where not exists (select from blob_link l
                                where l.blob_id = q.blob_id) %s),
                            (select count(*) from upload)
                        """.formatted(UntaggedManifests.HELD, manifests, links, blobs))
                .map((rs, _) -> new Unused(rs.getLong(1), rs.getLong(2), rs.getLong(3), rs.getLong(4)))
                .one();
    }
}
