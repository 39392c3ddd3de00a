package dev.portcullis.repository;

import dev.portcullis.event.AuditEvent;
import dev.portcullis.event.SealedEvents;
import dev.portcullis.job.Background;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Keeps the labels and annotations of images where the search finds them. A push only leaves a note; the config is read
 * some seconds later, on any node.
 */
@Singleton
public final class ImageLabels implements SealedEvents {
    private static final Duration PAUSE = Duration.ofSeconds(3);
    private static final int BATCH = 50;
    /** Of one image; whoever pushes could fill the table else. */
    private static final int MOST_LABELS = 100;

    private static final int LONGEST_KEY = 200;
    private static final int LONGEST_VALUE = 500;

    private final Jdbi jdbi;
    private final Images images;

    private record Queued(long repositoryId, StoredManifest manifest) {}

    ImageLabels(Jdbi jdbi, Images images) {
        this.jdbi = jdbi;
        this.images = images;
    }

    void start(@Observes StartupEvent event, Background background) {
        background.every("Reading of image labels", PAUSE, this::read);
    }

    @Override
    public void sealed(Handle handle, List<AuditEvent> events) {
        List<AuditEvent> pushes = events.stream()
                .filter(event -> event.kind().equals("manifest.pushed") && event.digest() != null)
                .toList();
        if (!pushes.isEmpty()) {
            handle.createUpdate("""
                            insert into label_queue (manifest_id)
                            select distinct m.id from unnest(:names, :digests) as p (name, digest)
                            join repository r on r.name = p.name collate "C"
                            join manifest m on m.repository_id = r.id and m.digest = p.digest collate "C"
                            order by 1 on conflict do nothing""")
                    .bindArray(
                            "names",
                            String.class,
                            pushes.stream().map(AuditEvent::repository).toArray())
                    .bindArray(
                            "digests",
                            String.class,
                            pushes.stream().map(AuditEvent::digest).toArray())
                    .execute();
        }
    }

    /** Reads all that wait. */
    public void read() {
        int read;
        do {
            read = jdbi.inTransaction(this::batch);
        } while (read == BATCH);
    }

    private int batch(Handle handle) {
        List<Long> ids = handle.createQuery(
                        "select manifest_id from label_queue order by manifest_id limit :batch for update skip locked")
                .bind("batch", BATCH)
                .mapTo(Long.class)
                .list();
        if (ids.isEmpty()) {
            return 0;
        }
        List<Queued> queued = handle.createQuery(
                        "select repository_id, id, digest, media_type, subject_digest, content from manifest where id = any(:ids)")
                .bindArray("ids", Long.class, ids.toArray())
                .map((row, context) -> new Queued(row.getLong("repository_id"), Manifests.manifest(row)))
                .list();
        for (Queued one : queued) {
            put(handle, one.manifest().id(), labels(images.read(one.repositoryId(), one.manifest())));
        }
        handle.createUpdate("delete from label_queue where manifest_id = any(:ids)")
                .bindArray("ids", Long.class, ids.toArray())
                .execute();
        return ids.size();
    }

    private static Map<String, String> labels(Image image) {
        Map<String, String> labels = new TreeMap<>(image.document().annotations());
        ImageConfig config = image.config();
        if (config != null) {
            labels.putAll(config.labels());
        }
        return labels;
    }

    private static void put(Handle handle, long id, Map<String, String> labels) {
        List<Map.Entry<String, String>> some = labels.entrySet().stream()
                .filter(label ->
                        label.getKey().length() <= LONGEST_KEY && label.getKey().indexOf(0) < 0)
                .limit(MOST_LABELS)
                .toList();
        handle.createUpdate("""
                        insert into manifest_label (manifest_id, key, value)
                        select :id, key, value from unnest(:keys, :values) as l (key, value)
                        on conflict (manifest_id, key) do nothing""")
                .bind("id", id)
                .bindArray(
                        "keys",
                        String.class,
                        some.stream().map(Map.Entry::getKey).toArray())
                .bindArray(
                        "values",
                        String.class,
                        some.stream().map(label -> cut(label.getValue())).toArray())
                .execute();
    }

    /** PostgreSQL takes no character 0 in text. */
    private static String cut(String value) {
        String plain = value.replace("\0", "");
        return plain.substring(0, Math.min(plain.length(), LONGEST_VALUE));
    }
}
