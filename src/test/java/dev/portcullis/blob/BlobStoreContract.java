package dev.portcullis.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.reference.Digest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every {@link BlobStore} promises. The end of each test fails when something was left behind. */
public abstract class BlobStoreContract {
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    /** The store under test, the same one during a test. */
    protected abstract BlobStore store();

    @AfterEach
    void nothingIsLeft() throws IOException {
        assertThat(store().partials()).isEmpty();
        assertThat(left()).isEmpty();
    }

    /** The objects that are there at the end of a test. */
    protected java.util.List<String> left() throws IOException {
        return objects();
    }

    @Test
    void anObjectReadsBackWhatWasWritten() throws IOException {
        String key = put(HELLO);
        StoredContent content = store().open(key);
        assertThat(content.size()).isEqualTo(5);
        try (InputStream all = content.stream(0, 5);
                InputStream middle = content.stream(1, 3)) {
            assertThat(all.readAllBytes()).isEqualTo(HELLO);
            assertThat(middle.readAllBytes()).isEqualTo("ell".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(store().length(key)).isEqualTo(5);
        assertThat(store().delete(key)).isTrue();
    }

    @Test
    void anEmptyObjectIsAnObject() throws IOException {
        String key = put(new byte[0]);
        assertThat(store().length(key)).isZero();
        assertThat(store().open(key).stream(0, 0).readAllBytes()).isEmpty();
        store().delete(key);
    }

    @Test
    void oneDigestMayHaveSeveralObjectsAndADeleteHitsOne() throws IOException {
        String one = put(HELLO);
        String other = put(HELLO);
        assertThat(one).isNotEqualTo(other);
        assertThat(store().delete(one)).isTrue();
        assertThat(store().length(other)).isEqualTo(5);
        store().delete(other);
    }

    @Test
    void whatIsNotThereIsToldSo() throws IOException {
        String key = ObjectKey.fresh(Digest.of(HELLO));
        assertThat(store().length(key)).isEqualTo(-1);
        assertThat(store().delete(key)).isFalse();
        assertThat(store().quarantine(key)).isFalse();
        assertThatThrownBy(() -> store().open(key)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void partialContentGoesOnWhereItsRowSays() throws IOException {
        append("upload", 0, "hello, lost".getBytes(StandardCharsets.UTF_8));
        append("upload", 5, " again".getBytes(StandardCharsets.UTF_8));
        try (InputStream in = store().readPartial("upload", 11)) {
            assertThat(in.readAllBytes()).isEqualTo("hello again".getBytes(StandardCharsets.UTF_8));
        }
        store().discardPartial("upload");
        store().discardPartial("upload");
    }

    @Test
    void partialContentThatIsShorterThanItsRowSaysIsNotFilledWithZeroes() throws IOException {
        append("upload", 0, HELLO);
        assertThatThrownBy(() -> store().openPartial("upload", 6)).isInstanceOf(EOFException.class);
        store().discardPartial("upload");
    }

    @Test
    void aCopyHoldsOnlyWhatWasRecorded() throws IOException {
        append("upload", 0, HELLO);
        store().copyPartial("upload", "upload.second", 4);
        try (InputStream in = store().readPartial("upload.second", 4)) {
            assertThat(in.readAllBytes()).isEqualTo("hell".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(store().partials())
                .extracting(BlobStore.Stored::name)
                .containsExactlyInAnyOrder("upload", "upload.second");
        store().discardPartial("upload");
        store().discardPartial("upload.second");
    }

    @Test
    void aWalkFindsEveryObjectOnceUnderItsKey() throws IOException {
        String[] keys = IntStream.range(0, 20)
                .mapToObj(i -> {
                    try {
                        return put(("object " + i).getBytes(StandardCharsets.UTF_8));
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                })
                .toArray(String[]::new);
        assertThat(objects()).containsExactlyInAnyOrder(keys);
        for (String key : keys) {
            store().delete(key);
        }
    }

    @Test
    void aNameCannotLeaveTheStore() {
        for (String name : new String[] {"../x", "a/b", "..", ".hidden", "", "a\0b"}) {
            assertThatThrownBy(() -> store().openPartial(name, 0)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> store().open("sha256/../../etc/passwd")).isInstanceOf(RuntimeException.class);
    }

    @Test
    void aProbeLeavesNothing() throws IOException {
        store().probe();
    }

    private java.util.List<String> objects() throws IOException {
        java.util.List<String> keys = new java.util.ArrayList<>();
        for (int shard = 0; shard < BlobStore.SHARDS; shard++) {
            store().objects(shard).forEach(o -> keys.add(o.name()));
        }
        return keys;
    }

    private String put(byte[] bytes) throws IOException {
        String key = ObjectKey.fresh(Digest.of(bytes));
        append("partial", 0, bytes);
        store().promote("partial", bytes.length, key);
        return key;
    }

    private void append(String name, long offset, byte[] bytes) throws IOException {
        try (PartialContent content = store().openPartial(name, offset)) {
            content.write(bytes, 0, bytes.length);
            content.sync();
        }
    }
}
