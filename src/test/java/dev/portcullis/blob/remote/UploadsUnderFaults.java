package dev.portcullis.blob.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.blob.BlobStore;
import dev.portcullis.blob.ObjectKey;
import dev.portcullis.blob.StoredContent;
import dev.portcullis.reference.Digest;
import dev.portcullis.testing.FaultyRelay;
import dev.portcullis.testing.FaultyRelay.Faults;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Uploads of several at once, and what was told of them. */
public record UploadsUnderFaults(BlobStore store, Map<String, byte[]> acknowledged) {
    public static final int UPLOADS = 40;

    public UploadsUnderFaults(BlobStore store) {
        this(store, new ConcurrentHashMap<>());
    }

    public void run() throws Exception {
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
            RemoteStoreContract.append(store, name, 0, Arrays.copyOf(content, half), true);
            if (!store.holdsPartial(name, half)) {
                throw new IOException("not there yet");
            }
            byte[] rest = Arrays.copyOfRange(content, half, content.length);
            RemoteStoreContract.append(store, name, half, rest, number % 2 == 0);
            store.promote(name, content.length, key);
        } catch (IOException e) {
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

    public void checkAcknowledged() throws IOException {
        for (Map.Entry<String, byte[]> entry : acknowledged.entrySet()) {
            assertThat(store.length(entry.getKey())).isEqualTo(entry.getValue().length);
            assertThat(read(entry.getKey(), entry.getValue().length)).isEqualTo(entry.getValue());
        }
    }

    /** Once there are no faults: all that was acknowledged is there and right, and everything can be deleted. */
    public void checkAndClear() throws IOException {
        checkAcknowledged();
        assertThat(acknowledged).hasSizeGreaterThan(UPLOADS / 2);
        for (BlobStore.Stored partial : store.partials()) {
            store.discardPartial(partial.name());
        }
        assertThat(store.partials()).isEmpty();
        assertThat(store.deleteAll(acknowledged.keySet().stream().toList())).isEmpty();
    }

    /** An answer that breaks off is continued, until all bytes are there. */
    public static void checkContinued(BlobStore store, FaultyRelay relay) throws IOException {
        byte[] content = RemoteStoreContract.random(9 << 20);
        String key = ObjectKey.fresh(Digest.of(content));
        RemoteStoreContract.append(store, "broken", 0, content, true);
        store.promote("broken", content.length, key);
        StoredContent found = store.open(key);
        relay.set(new Faults(0, 0, 0, 100));
        int before = relay.spoiled();
        try (InputStream in = found.stream(0, content.length)) {
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
        assertThat(relay.spoiled()).isGreaterThan(before + 2);
        relay.set(Faults.NONE);
        // Given up in the middle.
        try (InputStream in = found.stream(5, content.length - 5)) {
            assertThat(in.readNBytes(100_000)).isEqualTo(Arrays.copyOfRange(content, 5, 100_005));
        }
        store.delete(key);
    }

    private byte[] read(String key, int length) throws IOException {
        try (InputStream in = store.open(key).stream(0, length)) {
            return in.readAllBytes();
        }
    }
}
