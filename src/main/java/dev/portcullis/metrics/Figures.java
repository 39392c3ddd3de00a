package dev.portcullis.metrics;

import dev.portcullis.blob.BlobStore;
import dev.portcullis.blob.SwitchedBlobStore;
import dev.portcullis.database.Epochs;
import dev.portcullis.job.Background;
import dev.portcullis.tls.ShownCertificate;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;

/** Figures of what lies in the database and the store. One task reads them; whoever asks for figures reads nothing. */
@Singleton
final class Figures {
    private static final Duration PAUSE = Duration.ofSeconds(15);
    /** Enough to see that a queue grows; counting has a price. */
    private static final int COUNTED = 100_000;

    private static final double UNKNOWN = Double.NaN;
    private static final double MILLIS = 1000.0;

    private static final List<String> QUEUES = List.of(
            "gc_manifests",
            "gc_links",
            "gc_blobs",
            "doomed_objects",
            "unsealed_events",
            "unsent_seals",
            "uploads",
            "waiting_jobs");

    /** A name, how many rows, and the age of the oldest by the database's clock; 0 where nothing waits or nothing says. */
    private static final String READ = """
            select queue, waiting, coalesce(extract(epoch from now() - oldest), 0) from (
            select 'gc_manifests' as queue, count(*) as waiting, null::timestamptz as oldest
                from (select from gc_manifest limit :most) x
            union all select 'gc_links', count(*), null from (select from gc_link limit :most) x
            union all select 'gc_blobs', count(*), null from (select from gc_blob limit :most) x
            union all select 'doomed_objects', count(*), min(doomed_at)
                from (select doomed_at from doomed_object limit :most) x
            union all select 'unsealed_events', count(*), min(at) from (select at from event_outbox limit :most) x
            union all select 'unsent_seals', count(*), min(sealed_at) from (select s.sealed_at from event_forward f
                join event_seal s on s.seq > f.seq limit :most) x
            union all select 'uploads', count(*), min(created_at) from (select created_at from upload limit :most) x
            union all select 'waiting_jobs', count(*), min(asked_at) from job_run where state = 'waiting') q
            """;

    private static final String FAILED_JOBS = """
            select count(*) from (select distinct on (kind) state from job_run
                where state in ('done', 'failed') order by kind, id desc) x where state = 'failed'
            """;

    private record Queue(double rows, double ageSeconds) {
        static final Queue NOT_READ = new Queue(UNKNOWN, UNKNOWN);
    }

    private record Read(Map<String, Queue> queues, double failedJobs, BlobStore.Space space, double readAt) {
        static final Read NOTHING = new Read(Map.of(), UNKNOWN, new BlobStore.Space(-1, -1), UNKNOWN);
    }

    private final Jdbi jdbi;
    private final SwitchedBlobStore store;
    private final Background background;
    private volatile Read read = Read.NOTHING;

    Figures(
            Jdbi jdbi,
            SwitchedBlobStore store,
            Background background,
            Epochs epochs,
            ShownCertificate certificate,
            MeterRegistry meters,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.jdbi = jdbi;
        this.store = store;
        this.background = background;
        QUEUES.forEach(queue -> queue(meters, queue));
        gauge(meters, "portcullis.jobs.failed", "Kinds of jobs whose last run failed", "", f -> f.read.failedJobs());
        gauge(
                meters,
                "portcullis.figures.read",
                "When queues and space were read last",
                "seconds",
                f -> f.read.readAt());
        gauge(
                meters,
                "portcullis.storage.total",
                "Size of the disk that holds the blobs",
                "bytes",
                f -> bytes(f.read.space().total()));
        gauge(
                meters,
                "portcullis.storage.free",
                "What is free of it",
                "bytes",
                f -> bytes(f.read.space().free()));
        Gauge.builder("portcullis.epochs.age", epochs, Epochs::ageSeconds)
                .description("Time since the database was last asked for changes of rights")
                .baseUnit("seconds")
                .register(meters);
        Gauge.builder("portcullis.tls.certificate.expiry", certificate, Figures::secondsLeft)
                .description("Time until the shown certificate ends")
                .baseUnit("seconds")
                .register(meters);
        Gauge.builder("portcullis.build.info", () -> 1)
                .description("Always 1; the version is in the label")
                .tag("version", version)
                .register(meters);
    }

    private void gauge(MeterRegistry meters, String name, String what, String unit, ToDoubleFunction<Figures> value) {
        Gauge.builder(name, this, value)
                .description(what)
                .baseUnit(unit.isEmpty() ? null : unit)
                .register(meters);
    }

    private void queue(MeterRegistry meters, String queue) {
        Gauge.builder("portcullis.queue.rows", this, f -> f.of(queue).rows())
                .description("Rows that wait, up to " + COUNTED)
                .tag("queue", queue)
                .register(meters);
        if (!queue.startsWith("gc_")) {
            Gauge.builder("portcullis.queue.age", this, f -> f.of(queue).ageSeconds())
                    .description("Age of the oldest that waits")
                    .baseUnit("seconds")
                    .tag("queue", queue)
                    .register(meters);
        }
    }

    private Queue of(String queue) {
        return read.queues().getOrDefault(queue, Queue.NOT_READ);
    }

    private static double bytes(long count) {
        return count < 0 ? UNKNOWN : count;
    }

    private static double secondsLeft(ShownCertificate certificate) {
        Instant end = certificate.endsAt();
        return end == null ? UNKNOWN : Duration.between(Instant.now(), end).toMillis() / MILLIS;
    }

    void start(@Observes StartupEvent event) {
        background.every("figures", PAUSE, this::read);
    }

    private void read() {
        try {
            Map<String, Queue> queues = new LinkedHashMap<>();
            double failed = jdbi.withHandle(h -> {
                h.createQuery(READ)
                        .bind("most", COUNTED)
                        .map((rs, _) -> Map.entry(rs.getString(1), new Queue(rs.getLong(2), rs.getDouble(3))))
                        .forEach(entry -> queues.put(entry.getKey(), entry.getValue()));
                return h.createQuery(FAILED_JOBS).mapTo(Double.class).one();
            });
            read = new Read(
                    Map.copyOf(queues),
                    failed,
                    store.space().orElse(Read.NOTHING.space()),
                    System.currentTimeMillis() / MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException("The blob store did not say how much space it has", e);
        }
    }
}
