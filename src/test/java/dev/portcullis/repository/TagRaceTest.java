package dev.portcullis.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.reference.Digest;
import dev.portcullis.reference.Reference;
import dev.portcullis.reference.TagName;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * REL-21: a tag that many write and read at once is a register. Each write has an interval; a read must not tell a
 * manifest whose write was followed, whole, by another write that ended before the read began.
 */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class TagRaceTest {
    private static final int WRITERS = 8;
    private static final int WRITES = 60;

    @Inject
    TestClient client;

    @Inject
    Manifests manifests;

    private record Write(long began, long ended) {}

    private record Read(Digest seen, long began, long ended) {}

    @Test
    void aTagIsLinearizable() throws Exception {
        long repository = client.repository("race/tags");
        client.commit(repository, client.send("config"));
        AtomicInteger running = new AtomicInteger(WRITERS);
        Map<Digest, Write> writes = new ConcurrentHashMap<>();
        List<Read> reads = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var readers = new ArrayList<java.util.concurrent.Future<List<Read>>>();
            var writers = new ArrayList<java.util.concurrent.Future<Void>>();
            for (int w = 0; w < WRITERS; w++) {
                writers.add(threads.submit(writer(repository, w, writes, running)));
            }
            for (int r = 0; r < 4; r++) {
                readers.add(threads.submit(reader(repository, running)));
            }
            for (var writer : writers) {
                writer.get();
            }
            for (var reader : readers) {
                reads.addAll(reader.get());
            }
        }
        assertThat(writes).hasSize(WRITERS * WRITES);
        assertThat(reads).hasSizeGreaterThan(100);
        for (Read read : reads) {
            Write seen = java.util.Objects.requireNonNull(writes.get(read.seen), "a manifest that nobody wrote");
            assertThat(seen.began).as("not before it was written").isLessThan(read.ended);
            boolean overwritten =
                    writes.values().stream().anyMatch(later -> later.began > seen.ended && later.ended < read.began);
            assertThat(overwritten).as("an old manifest was told").isFalse();
        }
    }

    private Callable<Void> writer(long repository, int w, Map<Digest, Write> writes, AtomicInteger running) {
        return () -> {
            try {
                for (int i = 0; i < WRITES; i++) {
                    String manifest = TestClient.image(List.of("config"))
                            .replaceFirst("\\{", "{\"annotations\":{\"n\":\"" + w + "-" + i + "\"},");
                    long began = System.nanoTime();
                    client.put(repository, manifest, "latest");
                    writes.put(
                            Digest.of(manifest.getBytes(StandardCharsets.UTF_8)), new Write(began, System.nanoTime()));
                }
                return null;
            } finally {
                running.decrementAndGet();
            }
        };
    }

    private Callable<List<Read>> reader(long repository, AtomicInteger running) {
        return () -> {
            List<Read> reads = new ArrayList<>();
            while (running.get() > 0) {
                long began = System.nanoTime();
                manifests
                        .find(repository, new Reference.ByTag(TagName.parse("latest")))
                        .ifPresent(m -> reads.add(new Read(m.digest(), began, System.nanoTime())));
                Thread.sleep(1);
            }
            return reads;
        };
    }
}
