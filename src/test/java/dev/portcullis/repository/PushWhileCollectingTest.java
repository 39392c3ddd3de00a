package dev.portcullis.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.blob.Placed;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.reference.Digest;
import dev.portcullis.reference.Reference;
import dev.portcullis.repository.GcSteps.Step;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * REL-11: the collector is stopped at each of its steps while a push does each of its own, in every way to divide them
 * into before, during and after. Whatever the order, a push that was told that a blob is here, or has sent it, succeeds
 * and can be pulled.
 */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class PushWhileCollectingTest {
    private static final Duration GRACE = Duration.ofHours(24);

    /** A step of a push that is blocked by the collector waits this long before the collector goes on. */
    private static final long BLOCKED_MILLIS = 150;

    @Inject
    Jdbi jdbi;

    @Inject
    GarbageCollector collector;

    @Inject
    HeldGcSteps steps;

    @Inject
    Manifests manifests;

    @Inject
    TestClient client;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private int round;

    @AfterEach
    void free() {
        steps.at(_ -> {});
        threads.shutdownNow();
    }

    /** The push of one image of one layer, as four operations that can be held apart. */
    private final class Push {
        private final long repository;
        private final String layer;
        private final long source;
        private boolean done;
        private @Nullable Placed placed;

        Push(long repository, String layer, long source) {
            this.repository = repository;
            this.layer = layer;
            this.source = source;
        }

        List<Runnable> operations() {
            return List.of(this::ask, this::sendOrMount, this::commit, this::put);
        }

        private void ask() {
            done = client.has(repository, layer);
        }

        private void sendOrMount() {
            if (!done && source > 0) {
                done = client.mount(repository, layer, source);
            }
            if (!done) {
                placed = client.send(layer);
            }
        }

        private void commit() {
            if (!done) {
                client.commit(repository, Objects.requireNonNull(placed));
            }
        }

        private void put() {
            client.put(repository, TestClient.image(List.of(layer)), "pushed");
        }
    }

    @Test
    void aLinkThatIsUsedAgain() throws Exception {
        for (Step at : List.of(Step.LINKS_LOCKED, Step.LINKS_JUDGED, Step.BLOBS_LOCKED, Step.OBJECTS_DELETED)) {
            everyDivision(at, false, false);
        }
    }

    @Test
    void aBlobWithoutLinksThatIsSentAgain() throws Exception {
        for (Step at : List.of(Step.BLOBS_LOCKED, Step.BLOBS_JUDGED, Step.BLOBS_COMMITTED, Step.OBJECTS_DELETED)) {
            everyDivision(at, true, false);
        }
    }

    @Test
    void aBlobThatIsMountedFromALinkThatGoes() throws Exception {
        for (Step at : List.of(Step.LINKS_LOCKED, Step.LINKS_JUDGED, Step.BLOBS_LOCKED, Step.BLOBS_COMMITTED)) {
            everyDivision(at, false, true);
        }
    }

    private void everyDivision(Step at, boolean unlinked, boolean mounted) throws Exception {
        int operations = 4;
        for (int before = 0; before <= operations; before++) {
            for (int during = 0; before + during <= operations; during++) {
                String name =
                        "race/" + (unlinked ? "b" : "l") + (mounted ? "m" : "") + ++round + "-" + System.nanoTime();
                long repository = client.repository(name);
                long elsewhere = client.repository(name + "-source");
                String layer = "layer of " + name;
                client.commit(mounted ? elsewhere : repository, client.send(layer));
                Push push = new Push(repository, layer, mounted ? elsewhere : 0);
                age(layer, unlinked);
                run(push.operations(), before, during, at, false);
                client.pull(repository, Reference.parse("pushed"));
            }
        }
    }

    @Test
    void anUntaggedManifestThatGetsATagAgain() throws Exception {
        for (Step at : List.of(Step.MANIFEST_LOCKED, Step.MANIFEST_DELETED, Step.LINKS_LOCKED, Step.LINKS_JUDGED)) {
            for (int before = 0; before <= 1; before++) {
                for (int during = 0; before + during <= 1; during++) {
                    String name = "race/m" + ++round + "-" + System.nanoTime();
                    long repository = client.repository(name);
                    String layer = "layer of " + name;
                    client.commit(repository, client.send(layer));
                    client.put(repository, TestClient.image(List.of(layer)));
                    age(layer, false);
                    jdbi.useHandle(h -> h.execute("update gc_manifest set queued_at = queued_at - interval '2 days'"));
                    Push push = new Push(repository, layer, 0);
                    run(List.of(push::put), before, during, at, true);
                    client.pull(repository, Reference.parse("pushed"));
                }
            }
        }
    }

    /** Runs the first operations, the collector with the next ones while it is stopped, and then the rest. */
    private void run(List<Runnable> operations, int before, int during, Step at, boolean untagged) throws Exception {
        operations.subList(0, before).forEach(Runnable::run);
        AtomicReference<Future<?>> pushing = new AtomicReference<>();
        CountDownLatch once = new CountDownLatch(1);
        steps.at(step -> {
            if (step == at && once.getCount() > 0) {
                once.countDown();
                Future<?> push = threads.submit(
                        () -> operations.subList(before, before + during).forEach(Runnable::run));
                pushing.set(push);
                waitFor(push);
            }
        });
        collector.run(new GarbageCollector.Options(GRACE, untagged, false));
        steps.at(_ -> {});
        Future<?> push = pushing.get();
        if (push == null) { // the collector had nothing to do there
            operations.subList(before, before + during).forEach(Runnable::run);
        } else {
            push.get(10, TimeUnit.SECONDS);
        }
        operations.subList(before + during, operations.size()).forEach(Runnable::run);
    }

    private static void waitFor(Future<?> push) {
        try {
            push.get(BLOCKED_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // It waits for the collector, or has failed, which its own get tells.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets two days pass for a layer; and two more, that took its last link, when it is to be without. */
    private void age(String layer, boolean unlinked) {
        String digest = Digest.of(layer.getBytes(UTF_8)).toString();
        jdbi.useTransaction(h -> {
            if (unlinked) {
                h.execute("delete from blob_link where blob_id = (select id from blob where digest = ?)", digest);
            }
            h.execute(
                    "update blob_link set created_at = created_at - interval '2 days'"
                            + " where blob_id = (select id from blob where digest = ?)",
                    digest);
            h.execute(
                    "update gc_link set queued_at = queued_at - interval '2 days'"
                            + " where blob_id = (select id from blob where digest = ?)",
                    digest);
            h.execute(
                    "update gc_blob set queued_at = queued_at - interval '2 days'"
                            + " where blob_id = (select id from blob where digest = ?)",
                    digest);
        });
    }

    /** What nobody may ever see: a manifest whose blob is missing. The key of the tables refuses it. */
    @Test
    void aManifestWhoseBlobWasCollectedIsRefused() {
        long repository = client.repository("race/refused");
        client.commit(repository, client.send("short-lived"));
        collector.run(new GarbageCollector.Options(Duration.ZERO, false, false));
        assertThatThrownBy(() -> client.put(repository, TestClient.image(List.of("short-lived")), "1"))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MANIFEST_BLOB_UNKNOWN));
    }

    /** REL-15: nothing remembers a blob that was collected. */
    @Test
    void aCollectedBlobIsSentAgain() {
        long repository = client.repository("race/remembered");
        for (int i = 0; i < 5; i++) {
            assertThat(client.has(repository, "coming and going")).isFalse();
            client.commit(repository, client.send("coming and going"));
            assertThat(client.has(repository, "coming and going")).isTrue();
            client.read(repository, Digest.of("coming and going".getBytes(UTF_8)));
            collector.run(new GarbageCollector.Options(Duration.ZERO, false, false));
        }
    }

    /** REL-14: what the checker set aside is unknown until it is pushed again. */
    @Test
    void pushingABlobThatWasSetAsideHealsIt() {
        long repository = client.repository("race/damaged");
        client.commit(repository, client.send("damaged"));
        client.put(repository, TestClient.image(List.of("damaged")), "1");
        jdbi.useTransaction(h -> {
            h.execute("update blob set object_key = '' where digest = ?", GcWorld.digest("damaged"));
            h.execute("update content_epoch set value = value + 1");
        });
        await(() -> !client.has(repository, "damaged"));
        assertThat(client.mount(client.repository("race/other"), "damaged", repository))
                .isFalse();
        client.commit(repository, client.send("damaged"));
        client.pull(repository, Reference.parse("1"));
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    /** REL-22: deletes that share a hundred layers, while the collector removes others of the same layers. */
    @Test
    void deletesOfManifestsThatShareLayersDoNotDeadlock() throws Exception {
        long repository = client.repository("race/shared");
        List<String> layers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            layers.add("shared layer " + i);
            client.commit(repository, client.send(layers.getLast()));
        }
        List<Digest> tagged = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            List<String> some = new ArrayList<>(layers);
            java.util.Collections.shuffle(some, new java.util.Random(i));
            String image = TestClient.image(some.subList(0, 90));
            if (i % 2 == 0) {
                client.put(repository, image, "t" + i);
                tagged.add(Digest.of(image.getBytes(UTF_8)));
            } else {
                client.put(repository, image);
            }
        }
        List<Future<?>> all = new ArrayList<>();
        for (Digest digest : tagged) {
            all.add(threads.submit(() -> manifests.delete(
                    repository, new Reference.ByDigest(digest), new Manifests.Deletion("test", "race/shared"))));
        }
        for (int i = 0; i < 3; i++) {
            all.add(threads.submit(() -> {
                collector.run(new GarbageCollector.Options(Duration.ZERO, true, false));
            }));
        }
        for (Future<?> one : all) {
            one.get(60, TimeUnit.SECONDS);
        }
        collector.run(new GarbageCollector.Options(Duration.ZERO, true, false));
        long left = jdbi.withHandle(h -> h.createQuery("select count(*) from blob_link where repository_id = :r")
                .bind("r", repository)
                .mapTo(long.class)
                .one());
        assertThat(left).isZero();
    }
}
