package dev.portcullis.blob.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.blob.BlobStore;
import dev.portcullis.blob.ObjectKey;
import dev.portcullis.reference.Digest;
import dev.portcullis.testing.FaultyRelay;
import dev.portcullis.testing.FaultyRelay.Faults;
import dev.portcullis.testing.S3Proxy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that fails now and then loses nothing that was acknowledged, and never gives wrong bytes (REL-45). */
class S3FaultsTest {
    private static final int UPLOADS = 40;

    @TempDir
    Path scratch;

    @Test
    void whatIsAcknowledgedIsThereAndRight() throws Exception {
        try (S3Proxy server = new S3Proxy();
                FaultyRelay relay = new FaultyRelay(server.port());
                S3BlobStore store = open(relay.endpoint())) {
            relay.set(new Faults(5, 3, 3, 5));
            World world = new World(store);
            world.run();
            assertThat(relay.spoiled()).isGreaterThan(UPLOADS / 4);
            relay.set(Faults.NONE);
            world.checkAcknowledged();
            assertThat(world.acknowledged).hasSizeGreaterThan(UPLOADS / 2);
            for (BlobStore.Stored partial : store.partials()) {
                store.discardPartial(partial.name());
            }
            assertThat(store.partials()).isEmpty();
            assertThat(store.deleteAll(world.acknowledged.keySet().stream().toList()))
                    .isEmpty();
        }
    }

    @Test
    void aStoreThatShowsThingsLateIsNoticed() throws Exception {
        Map<String, String> late = Map.of(
                "s3proxy.eventual-consistency", "true",
                "s3proxy.eventual-consistency.delay", "1",
                "s3proxy.eventual-consistency.probability", "0.3",
                "alt.jclouds.provider", "transient-nio2",
                "alt.jclouds.identity", "none",
                "alt.jclouds.credential", "none");
        try (S3Proxy server = new S3Proxy(late);
                S3BlobStore store = open(server.endpoint())) {
            World world = new World(store);
            world.run();
            Thread.sleep(2_000);
            world.checkAcknowledged();
        }
    }

    @Test
    void anAnswerThatBreaksOffIsContinuedAndOneThatNeverComesIsAFailure() throws Exception {
        try (S3Proxy server = new S3Proxy();
                FaultyRelay relay = new FaultyRelay(server.port());
                S3BlobStore store = open(relay.endpoint())) {
            byte[] content = S3BlobStoreTest.random(9 << 20);
            String key = ObjectKey.fresh(Digest.of(content));
            S3BlobStoreTest.append(store, "upload", 0, content, true);
            store.promote("upload", content.length, key);
            relay.set(new Faults(0, 0, 0, 100));
            try (InputStream in = new RangeStream(bucket(relay), key, 0, content.length)) {
                assertThat(in.readAllBytes()).isEqualTo(content);
            }
            assertThat(relay.spoiled()).isGreaterThan(2);
            try (InputStream in = new RangeStream(bucket(relay), key, 0, content.length)) {
                in.readNBytes(1 << 20);
                relay.set(new Faults(100, 0, 0, 0));
                assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
            }
        }
    }

    private Bucket bucket(FaultyRelay relay) throws IOException {
        S3Settings settings = S3BlobStoreTest.settings(relay.endpoint());
        return new Bucket(S3Connection.client(settings), settings);
    }

    private S3BlobStore open(String endpoint) throws IOException {
        return new S3BlobStore(S3BlobStoreTest.settings(endpoint), scratch, S3BlobStoreTest.SMALL, Duration.ZERO);
    }

    /** Uploads of several at once, and what was told of them. */
    private record World(S3BlobStore store, Map<String, byte[]> acknowledged, AtomicInteger failed) {
        World(S3BlobStore store) {
            this(store, new ConcurrentHashMap<>(), new AtomicInteger());
        }

        void run() throws Exception {
            try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
                for (Future<Object> done : threads.invokeAll(IntStream.range(0, UPLOADS)
                        .<Callable<Object>>mapToObj(i -> () -> upload(i))
                        .toList())) {
                    done.get();
                }
            }
        }

        private Object upload(int number) throws IOException {
            // Every fourth has several segments.
            byte[] content = new byte[number % 4 == 0 ? (11 << 20) + number : 50_000 + number];
            new Random(number).nextBytes(content);
            String key = ObjectKey.fresh(Digest.of(content));
            String name = "upload-" + number;
            int half = content.length / 2;
            try {
                S3BlobStoreTest.append(store, name, 0, Arrays.copyOf(content, half), true);
                if (!store.holdsPartial(name, half)) {
                    throw new IOException("not there yet");
                }
                byte[] rest = Arrays.copyOfRange(content, half, content.length);
                S3BlobStoreTest.append(store, name, half, rest, number % 2 == 0);
                store.promote(name, content.length, key);
            } catch (IOException e) {
                failed.incrementAndGet();
                return e;
            }
            acknowledged.put(key, content);
            try {
                assertThat(read(key, content.length)).isEqualTo(content);
            } catch (IOException e) {
                return e; // a failure is told as one
            }
            return key;
        }

        void checkAcknowledged() throws IOException {
            for (Map.Entry<String, byte[]> entry : acknowledged.entrySet()) {
                assertThat(store.length(entry.getKey())).isEqualTo(entry.getValue().length);
                assertThat(read(entry.getKey(), entry.getValue().length)).isEqualTo(entry.getValue());
            }
        }

        private byte[] read(String key, int length) throws IOException {
            try (InputStream in = store.open(key).stream(0, length)) {
                return in.readAllBytes();
            }
        }
    }
}
