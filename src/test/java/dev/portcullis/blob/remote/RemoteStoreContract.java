package dev.portcullis.blob.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.blob.BlobStore;
import dev.portcullis.blob.BlobStoreContract;
import dev.portcullis.blob.ObjectKey;
import dev.portcullis.blob.PartialContent;
import dev.portcullis.reference.Digest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store over the network promises besides: uploads that come in pieces, to several nodes. */
public abstract class RemoteStoreContract extends BlobStoreContract {
    /** The least that a part of S3 may have. */
    protected static final int SEGMENT = 5 << 20;

    public static final Segments SMALL =
            new Segments(List.of(new Segments.Tier(2, SEGMENT), new Segments.Tier(100, SEGMENT + 1024)));

    private BlobStore store;

    /** Another store over the same bucket, as on another node. It cuts uploads by {@link #SMALL}. */
    protected abstract BlobStore another() throws IOException;

    /** Whether the bucket holds an object with this key, below whatever prefix; asked past the store. */
    protected abstract boolean holds(String key) throws IOException;

    @BeforeEach
    void open() throws IOException {
        store = another();
    }

    @Override
    protected final BlobStore store() {
        return store;
    }

    @Test
    void anotherNodeGoesOnWhereTheFirstOneStopped() throws IOException {
        byte[] content = random(3 * SEGMENT + 12_345);
        int[] stops = {0, 1, SEGMENT - 1, SEGMENT, SEGMENT + 7, 2 * SEGMENT, 3 * SEGMENT, content.length};
        for (int i = 1; i < stops.length; i++) {
            append(another(), "moving", stops[i - 1], Arrays.copyOfRange(content, stops[i - 1], stops[i]), true);
            assertThat(store.holdsPartial("moving", stops[i])).isTrue();
            assertThat(store.holdsPartial("moving", stops[i] + 1)).isFalse();
        }
        try (InputStream in = another().readPartial("moving", content.length)) {
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
        String key = ObjectKey.fresh(Digest.of(content));
        another().promote("moving", content.length, key);
        assertThat(read(key)).isEqualTo(content);
        store.delete(key);
    }

    @Test
    void whatIsWrittenAndNotSyncedIsPromotedByTheSameNode() throws IOException {
        for (int length : new int[] {10, SEGMENT, SEGMENT + 1, 2 * SEGMENT, 2 * SEGMENT + 100}) {
            byte[] content = random(length);
            append(store, "whole", 0, content, false);
            String key = ObjectKey.fresh(Digest.of(content));
            store.promote("whole", length, key);
            assertThat(read(key)).isEqualTo(content);
            store.delete(key);
        }
    }

    @Test
    void aSmallBlobIsOneRequestAndNeverASegment() throws IOException {
        byte[] content = random(1_000);
        append(store, "whole", 0, content, false);
        assertThat(store.partials()).isEmpty();
        String key = ObjectKey.fresh(Digest.of(content));
        store.promote("whole", content.length, key);
        store.delete(key);
    }

    @Test
    void whatStoodBeyondIsCutOffAlsoWhenNothingIsWrittenAfterwards() throws IOException {
        byte[] content = random(SEGMENT + 2_000);
        append(store, "cut", 0, content, true);
        append(store, "cut", SEGMENT + 500, new byte[0], true);
        byte[] kept = Arrays.copyOf(content, SEGMENT + 500);
        String key = ObjectKey.fresh(Digest.of(kept));
        store.promote("cut", kept.length, key);
        assertThat(read(key)).isEqualTo(kept);
        store.delete(key);
    }

    @Test
    void aLengthThatIsNotThereIsNotPromoted() throws IOException {
        append(store, "short", 0, random(SEGMENT + 10), true);
        String key = ObjectKey.fresh(Digest.of(new byte[0]));
        assertThatThrownBy(() -> store.promote("short", SEGMENT + 11, key)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> store.promote("short", 2 * SEGMENT + 1, key)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> store.openPartial("short", 2 * SEGMENT)).isInstanceOf(EOFException.class);
        assertThat(store.length(key)).isEqualTo(-1);
        store.discardPartial("short");
    }

    @Test
    void aCopyTakesFullSegmentsAndThePartThatWasRecorded() throws IOException {
        byte[] content = random(2 * SEGMENT + 5_000);
        append(store, "dead", 0, content, true);
        int length = 2 * SEGMENT + 3_000;
        store.copyPartial("dead", "heir", length);
        try (InputStream in = store.readPartial("heir", length)) {
            assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOf(content, length));
        }
        assertThat(store.holdsPartial("heir", length + 1)).isFalse();
        store.discardPartial("dead");
        store.discardPartial("heir");
    }

    @Test
    void manyObjectsAreDeletedAtOnceAndTheMissingOnesAreNoFailure() throws IOException {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            keys.add(put(("many " + i).getBytes(UTF_8)));
        }
        keys.add(ObjectKey.fresh(Digest.of(new byte[3])));
        assertThat(store.deleteAll(keys)).isEmpty();
        assertThat(keys).noneMatch(this::isThere);
    }

    @Test
    void anObjectInQuarantineIsOutOfReach() throws IOException {
        String key = put("suspicious".getBytes(UTF_8));
        assertThat(store.quarantine(key)).isTrue();
        assertThat(store.length(key)).isEqualTo(-1);
        assertThat(holds("quarantine/" + key.substring(key.lastIndexOf('/') + 1)))
                .isTrue();
    }

    private boolean isThere(String key) {
        try {
            return store.length(key) >= 0;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** An object of these bytes. */
    protected final String put(byte[] content) throws IOException {
        String key = ObjectKey.fresh(Digest.of(content));
        append(store, "one", 0, content, false);
        store.promote("one", content.length, key);
        return key;
    }

    private byte[] read(String key) throws IOException {
        try (InputStream in = store.open(key).stream(0, store.length(key))) {
            return in.readAllBytes();
        }
    }

    public static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    public static void append(BlobStore to, String name, long offset, byte[] bytes, boolean sync) throws IOException {
        try (PartialContent content = to.openPartial(name, offset)) {
            for (int from = 0; from < bytes.length; from += 100_000) {
                content.write(bytes, from, Math.min(100_000, bytes.length - from));
            }
            if (sync) {
                content.sync();
            }
        }
    }
}
