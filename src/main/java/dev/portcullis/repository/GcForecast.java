package dev.portcullis.repository;

import jakarta.inject.Singleton;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Counts what a run would take away. It reads one snapshot and writes into temporary tables only, so nobody waits for
 * it. With a grace period nothing that a removal sets free goes in the same run, since its own clock begins then.
 */
@Singleton
final class GcForecast {
    /** Eligible by the clock of the queue q. */
    private static final String WAITED = "q.queued_at <= now() - :grace * interval '1 millisecond'";

    private final Jdbi jdbi;

    GcForecast(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    void count(GarbageCollector.Options options, GcTally tally) {
        jdbi.useTransaction(h -> {
            h.execute("set transaction isolation level repeatable read");
            h.execute("create temporary table gone_manifest (id bigint primary key) on commit drop");
            h.execute("create temporary table gone_link (repository_id bigint, blob_id bigint,"
                    + " primary key (blob_id, repository_id)) on commit drop");
            h.execute("create temporary table gone_blob (id bigint primary key) on commit drop");
            long grace = options.grace().toMillis();
            boolean cascade = grace == 0;
            if (options.removeUntagged()) {
                tally.manifests = manifests(h, grace, cascade);
            }
            tally.links = links(h, grace, cascade);
            blobs(h, grace, cascade, tally);
            tally.kept = GcQueues.kept(
                    h,
                    options,
                    "and not exists (select from gone_manifest g where g.id = q.manifest_id)",
                    "and not exists (select from gone_link g"
                            + " where g.blob_id = q.blob_id and g.repository_id = q.repository_id)",
                    "and not exists (select from gone_blob g where g.id = q.blob_id)");
        });
    }

    private static int manifests(Handle h, long grace, boolean cascade) {
        int all = h.createUpdate("insert into gone_manifest select m.id from gc_manifest q"
                        + " join manifest m on m.id = q.manifest_id where " + WAITED + " and not "
                        + UntaggedManifests.HELD)
                .bind("grace", grace)
                .execute();
        int more = all;
        while (cascade && more > 0) {
            more = h.execute("""
                    insert into gone_manifest
                    select m.id from manifest m where m.id in (
                        select c.child_id from manifest_child c join gone_manifest g on g.id = c.parent_id
                        union
                        select r.id from manifest r join manifest s
                            on r.repository_id = s.repository_id and r.subject_digest = s.digest
                        join gone_manifest g on g.id = s.id)
                    and not exists (select from gone_manifest g where g.id = m.id)
                    and not exists (select from tag t where t.manifest_id = m.id)
                    and not exists (select from manifest_child c where c.child_id = m.id
                        and not exists (select from gone_manifest g where g.id = c.parent_id))
                    and not exists (select from manifest s
                        where s.repository_id = m.repository_id and s.digest = m.subject_digest
                        and not exists (select from gone_manifest g where g.id = s.id))
                    """);
            all += more;
        }
        return all;
    }

    private static int links(Handle h, long grace, boolean cascade) {
        return h.createUpdate("""
                        insert into gone_link
                        select l.repository_id, l.blob_id from blob_link l where (l.repository_id, l.blob_id) in (
                            select q.repository_id, q.blob_id from gc_link q where %s
                            union
                            select b.repository_id, b.blob_id from manifest_blob b
                            join gone_manifest g on g.id = b.manifest_id where :cascade)
                        and l.created_at <= now() - :grace * interval '1 millisecond'
                        and not exists (select from manifest_blob b
                            where b.repository_id = l.repository_id and b.blob_id = l.blob_id
                            and not (:cascade and exists (select from gone_manifest g where g.id = b.manifest_id)))
                        """.formatted(WAITED))
                .bind("grace", grace)
                .bind("cascade", cascade)
                .execute();
    }

    private static void blobs(Handle h, long grace, boolean cascade, GcTally tally) {
        h.createQuery("""
                        with gone as (insert into gone_blob
                        select b.id from blob b where b.id in (
                            select q.blob_id from gc_blob q where %s
                            union
                            select g.blob_id from gone_link g where :cascade)
                        and not exists (select from blob_link l where l.blob_id = b.id
                            and not (:cascade and exists (select from gone_link g
                                where g.blob_id = l.blob_id and g.repository_id = l.repository_id)))
                        returning id)
                        select count(*), coalesce(sum(b.size) filter (where b.object_key <> ''), 0) from gone g join blob b on b.id = g.id
                        """.formatted(WAITED))
                .bind("grace", grace)
                .bind("cascade", cascade)
                .map((rs, _) -> {
                    tally.blobs = rs.getLong(1);
                    tally.bytes = rs.getLong(2);
                    return tally;
                })
                .one();
    }
}
