package dev.portcullis.repository;

import dev.portcullis.event.Events;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Takes away manifests that nothing refers to: no tag, no index (tagged or not), and no subject that is still there.
 * A referrer (signature, SBOM) so lives as long as what it speaks about, and the child of an index as long as any index.
 */
@Singleton
final class UntaggedManifests {
    /** True for a manifest m that something holds. */
    static final String HELD = """
            (exists (select from tag t where t.manifest_id = m.id)
            or exists (select from manifest_child c where c.child_id = m.id)
            or exists (select from manifest s where s.repository_id = m.repository_id and s.digest = m.subject_digest))
            """;

    private static final OffsetDateTime BEGINNING = OffsetDateTime.of(2000, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

    private record Queued(long id, OffsetDateTime at, boolean held) {}

    /** How far a walk over the queue has come. */
    private record Place(OffsetDateTime at, long id) {
        static final Place START = new Place(BEGINNING, 0);
    }

    private final Jdbi jdbi;
    private final GcConfig config;
    private final GcSteps steps;

    /** Where the last {@link #settle} stopped, so that kept manifests are looked at once and not every minute. */
    private volatile Place settled = Place.START;

    UntaggedManifests(Jdbi jdbi, GcConfig config, GcSteps steps) {
        this.jdbi = jdbi;
        this.config = config;
        this.steps = steps;
    }

    /** Removes what nothing holds, and then what only that held. */
    void collect(Duration grace, GcTally tally) {
        Place place = Place.START;
        List<Queued> batch;
        do {
            batch = batch(grace, place);
            settle(batch);
            for (Queued queued : batch) {
                if (!queued.held && remove(queued.id, grace)) {
                    tally.manifests++;
                }
            }
            tally.batchEnded();
            place = batch.isEmpty() ? place : new Place(batch.getLast().at, batch.getLast().id);
        } while (!batch.isEmpty());
    }

    /** Takes held manifests out of the queue; a trigger puts them back when what holds them goes. */
    void settle(Duration grace) {
        List<Queued> batch;
        do {
            batch = batch(grace, settled);
            settle(batch);
            settled = batch.isEmpty() ? settled : new Place(batch.getLast().at, batch.getLast().id);
        } while (!batch.isEmpty());
    }

    private List<Queued> batch(Duration grace, Place place) {
        return jdbi.withHandle(h -> h.createQuery("select m.id, q.queued_at, " + HELD + """
                        as held from gc_manifest q join manifest m on m.id = q.manifest_id
                        where q.queued_at <= now() - :grace * interval '1 millisecond'
                        and (q.queued_at, q.manifest_id) > (:at, :id)
                        order by q.queued_at, q.manifest_id limit :batch
                        """)
                .bind("grace", grace.toMillis())
                .bind("at", place.at)
                .bind("id", place.id)
                .bind("batch", config.batch())
                .map((rs, _) -> new Queued(rs.getLong(1), rs.getObject(2, OffsetDateTime.class), rs.getBoolean(3)))
                .list());
    }

    private void settle(List<Queued> batch) {
        Long[] held = batch.stream().filter(Queued::held).map(Queued::id).toArray(Long[]::new);
        if (held.length == 0) {
            return;
        }
        jdbi.useTransaction(h -> {
            // Locked first and judged after it: whoever unties the manifest meanwhile waits and queues it again.
            h.createQuery("select manifest_id from gc_manifest where manifest_id = any(:ids) for update skip locked")
                    .bind("ids", held)
                    .mapTo(Long.class)
                    .list();
            h.createUpdate("delete from gc_manifest q using manifest m where q.manifest_id = any(:ids)"
                            + " and m.id = q.manifest_id and " + HELD)
                    .bind("ids", held)
                    .execute();
        });
    }

    /** One transaction for each: two nodes that removed several at once could wait for each other's queue rows. */
    private boolean remove(long id, Duration grace) {
        return jdbi.inTransaction(h -> {
            // A crash may bring the manifest back. That is fine, and saves a sync for each.
            h.execute("set local synchronous_commit = off");
            if (!lock(h, id, grace)) {
                return false;
            }
            steps.reached(GcSteps.Step.MANIFEST_LOCKED);
            if (held(h, id)) {
                return false;
            }
            lockLinksInOrder(h, id);
            delete(h, id);
            steps.reached(GcSteps.Step.MANIFEST_DELETED);
            return true;
        });
    }

    private static boolean lock(Handle h, long id, Duration grace) {
        return h.createQuery("""
                        select m.id from gc_manifest q join manifest m on m.id = q.manifest_id
                        where m.id = :id and q.queued_at <= now() - :grace * interval '1 millisecond'
                        for update skip locked
                        """)
                .bind("id", id)
                .bind("grace", grace.toMillis())
                .mapTo(Long.class)
                .findFirst()
                .isPresent();
    }

    private static boolean held(Handle h, long id) {
        return h.createQuery("select " + HELD + " from manifest m where m.id = :id")
                .bind("id", id)
                .mapTo(Boolean.class)
                .one();
    }

    /** Deletes of manifests that share layers queue the same links; locking them in one order keeps them apart. */
    private static void lockLinksInOrder(Handle h, long id) {
        h.createQuery("""
                        select l.blob_id from manifest_blob mb
                        join blob_link l on l.repository_id = mb.repository_id and l.blob_id = mb.blob_id
                        where mb.manifest_id = :id order by l.repository_id, l.blob_id for no key update of l
                        """).bind("id", id).mapTo(Long.class).list();
    }

    private static void delete(Handle h, long id) {
        Events.bindActor(h.createUpdate("""
                        with gone as (delete from manifest where id = :id returning repository_id, digest)
                        insert into event (kind, repository, digest, detail, %s)
                        select 'manifest.deleted', r.name, g.digest, 'untagged', %s
                        from gone g join repository r on r.id = g.repository_id
                        """.formatted(Events.ACTOR_COLUMNS, Events.ACTOR_VALUES)), "garbage collector")
                .bind("id", id)
                .execute();
    }
}
