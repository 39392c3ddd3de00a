package dev.portcullis.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.blob.BlobStore;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.reference.Digest;
import dev.portcullis.reference.Reference;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * REL-10: many push, tag, overwrite and delete images of shared layers, in two repositories, while two collectors run
 * all the time. Nothing that was acknowledged may ever be missing, and in the end the files are the rows.
 */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
@TestProfile(PushStormTest.ShortGrace.class)
class PushStormTest {
    private static final Duration GRACE = Duration.ofSeconds(4);
    private static final Duration STORM = Duration.ofSeconds(Long.getLong("portcullis.storm.seconds", 20));

    /** How many layers to choose from: some are used again all the time, some just when they are being collected. */
    private static final List<Integer> LAYERS = List.of(20, 300, 3_000);

    /** So short that the collector takes things all the time. */
    public static final class ShortGrace implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("portcullis.gc.grace", GRACE.toSeconds() + "S");
        }
    }

    @Inject
    Jdbi jdbi;

    @Inject
    GarbageCollector collector;

    @Inject
    Checker checker;

    @Inject
    BlobStore store;

    @Inject
    Manifests manifests;

    @Inject
    TestClient client;

    private final AtomicInteger pushed = new AtomicInteger();
    private final AtomicInteger slow = new AtomicInteger();
    private final AtomicInteger freed = new AtomicInteger();
    private volatile boolean over;

    @Test
    void nothingAcknowledgedIsEverMissing() throws Exception {
        long first = client.repository("storm/first");
        long second = client.repository("storm/second");
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                int number = i;
                all.add(threads.submit(pusher(number, i % 2 == 0 ? first : second, i % 2 == 0 ? second : first)));
            }
            for (int i = 0; i < 2; i++) {
                all.add(threads.submit(this::collect));
            }
            Thread.sleep(STORM);
            over = true;
        }
        for (Future<?> one : all) {
            one.get();
        }
        System.out.printf(
                "%d pushes, %d told that they were too slow, %d blobs freed%n", pushed.get(), slow.get(), freed.get());
        assertThat(pushed.get()).isGreaterThan(slow.get() * 10);
        assertThat(freed.get()).as("the collectors had something to do").isPositive();
        assertEnd(first, second);
    }

    private void collect() {
        while (!over) {
            freed.addAndGet((int) collector
                    .run(new GarbageCollector.Options(GRACE, true, false))
                    .blobs());
            pause(200);
        }
    }

    private Callable<Void> pusher(int number, long repository, long other) {
        return () -> {
            Random random = new Random(number);
            String tag = "t" + number;
            for (int n = 0; !over; n++) {
                String image = push(random, repository, other, tag, n);
                if (image != null) {
                    client.pull(repository, Reference.parse(tag));
                    clean(random, repository, tag, image);
                }
                pause(random.nextInt(30));
            }
            return null;
        };
    }

    /** As a client does: asks, mounts or sends what is missing, then puts the manifest. Null when it was too slow. */
    private @Nullable String push(Random random, long repository, long other, String tag, int n) {
        long begin = System.nanoTime();
        List<String> layers = new ArrayList<>();
        for (int choice : LAYERS) {
            String layer = "layer " + random.nextInt(choice);
            layers.add(layer);
            if (!client.has(repository, layer) && !client.mount(repository, layer, other)) {
                client.commit(repository, client.send(layer));
            }
        }
        String image = TestClient.image(layers).replaceFirst("\\{", "{\"n\":" + n + ",");
        try {
            client.put(repository, image, tag);
        } catch (RegistryException e) {
            // Allowed to a push that took longer than half of the grace period, and then it is told.
            assertThat(e.code()).isEqualTo(ErrorCode.MANIFEST_BLOB_UNKNOWN);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(GRACE.dividedBy(2));
            slow.incrementAndGet();
            return null;
        }
        pushed.incrementAndGet();
        return image;
    }

    private void clean(Random random, long repository, String tag, String image) {
        Manifests.Deletion by = new Manifests.Deletion("test", "storm/first");
        switch (random.nextInt(6)) {
            case 0 -> manifests.delete(repository, Reference.parse(tag), by);
            case 1 -> manifests.delete(repository, new Reference.ByDigest(Digest.of(image.getBytes(UTF_8))), by);
            default -> {} // the next push moves the tag
        }
    }

    private void assertEnd(long first, long second) throws IOException {
        for (long repository : List.of(first, second)) {
            List<String> tags = jdbi.withHandle(h -> h.createQuery("select name from tag where repository_id = :r")
                    .bind("r", repository)
                    .mapTo(String.class)
                    .list());
            tags.forEach(tag -> client.pull(repository, Reference.parse(tag)));
        }
        collector.run(new GarbageCollector.Options(Duration.ZERO, true, false));
        assertThat(checker.check(new Checker.Options(false, false, GRACE)).findings())
                .isEmpty();
        Set<String> files = new HashSet<>();
        for (int shard = 0; shard < BlobStore.SHARDS; shard++) {
            store.objects(shard).forEach(object -> files.add(object.name()));
        }
        Set<String> rows = new HashSet<>(jdbi.withHandle(h ->
                h.createQuery("select object_key from blob").mapTo(String.class).list()));
        assertThat(files).isEqualTo(rows);
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
