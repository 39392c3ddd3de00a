package dev.portcullis.repository;

import dev.portcullis.blob.Uploads;
import dev.portcullis.settings.GeneralSettings;
import dev.portcullis.settings.Settings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Collects on every node while it serves; nodes share the queues, so it does not matter how many there are. */
@Singleton
final class BackgroundCollection {
    private static final Logger LOG = Logger.getLogger(BackgroundCollection.class);

    private static final double MILLIS = 1000.0;

    private final GarbageCollector collector;
    private final Strays strays;
    private final Uploads uploads;
    private final GcConfig config;
    private final boolean enabled;
    private final Settings settings;
    private final GeneralSettings.Section general;
    private final Counter freedBytes;
    private final Counter freedBlobs;
    private final Counter failures;
    private volatile long lastSuccess = System.currentTimeMillis();
    private volatile @Nullable Thread thread;

    BackgroundCollection(
            GarbageCollector collector,
            Strays strays,
            Uploads uploads,
            GcConfig config,
            MeterRegistry meters,
            Settings settings,
            GeneralSettings.Section general,
            @ConfigProperty(name = "portcullis.background", defaultValue = "false") boolean enabled) {
        this.collector = collector;
        this.strays = strays;
        this.uploads = uploads;
        this.config = config;
        this.enabled = enabled;
        this.settings = settings;
        this.general = general;
        this.freedBytes = Counter.builder("portcullis.gc.freed.bytes")
                .description("Bytes of blobs that this node's collector has freed")
                .register(meters);
        this.freedBlobs = Counter.builder("portcullis.gc.freed.blobs")
                .description("Blobs that this node's collector has freed")
                .register(meters);
        this.failures = Counter.builder("portcullis.gc.failures")
                .description("Rounds of this node's collector that failed")
                .register(meters);
        Gauge.builder("portcullis.gc.last.success", this, c -> c.lastSuccess / MILLIS)
                .description("When this node's collector last ended a round, or the server started")
                .baseUnit("seconds")
                .register(meters);
    }

    void start(@Observes StartupEvent event) {
        if (enabled) {
            thread = Thread.ofVirtual().name("garbage-collector").start(this::loop);
        }
    }

    /** What runs is cut short: every step is a transaction that can begin again. */
    void stop(@Observes ShutdownEvent event) {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    private void loop() {
        int shard = ThreadLocalRandom.current().nextInt(Strays.SHARDS);
        while (pause()) {
            try {
                if (settings.value(general).readOnly()) {
                    continue; // a backup may be under way: nothing goes meanwhile
                }
                collect();
                // A shard a round: a store of any size is seen within hours, and no round takes long.
                strays.sweep(shard, config.grace());
                uploads.sweep();
                lastSuccess = System.currentTimeMillis();
                shard = (shard + 1) % Strays.SHARDS;
            } catch (RuntimeException e) {
                if (!Thread.currentThread().isInterrupted()) {
                    failures.increment();
                    LOG.warnf("The collector could not work and tries again in %s: %s", config.interval(), e);
                }
            }
        }
    }

    private void collect() {
        GcTally tally = new GcTally();
        collector.work(
                new GarbageCollector.Options(config.grace(), config.untagged() == GcConfig.Untagged.REMOVE, false),
                tally);
        freedBytes.increment((double) tally.bytes);
        freedBlobs.increment((double) tally.blobs);
        if (tally.blobs + tally.manifests + tally.links > 0) {
            LOG.infof(
                    "Collected %d manifests, %d links and %d blobs: %d bytes are free again",
                    tally.manifests, tally.links, tally.blobs, tally.bytes);
        }
        tally.problems.forEach(LOG::warn);
    }

    /** Nodes that start together should not work together: each round waits a little more or less. */
    private boolean pause() {
        long millis = config.interval().toMillis();
        try {
            Thread.sleep(millis - millis / 10 + ThreadLocalRandom.current().nextLong(millis / 5 + 1));
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
