package dev.portcullis.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An upload under a change of stores: what is acknowledged is where it will be looked for. */
class SwitchedBlobStoreTest {
    private static final String KEY = "sha256/ab/" + "ab".repeat(32) + ".1";
    private static final byte[] BYTES = {1, 2, 3};

    @TempDir
    Path folder = Path.of("");

    private FilesystemBlobStore old;
    private FilesystemBlobStore fresh;
    private SwitchedBlobStore store;

    @BeforeEach
    void open() throws IOException {
        old = new FilesystemBlobStore(folder.resolve("old"), 0);
        fresh = new FilesystemBlobStore(folder.resolve("fresh"), 0);
        store = new SwitchedBlobStore(new SwitchedBlobStore.Stores(old, null));
    }

    private void write() throws IOException {
        try (PartialContent content = store.openPartial("upload", 0)) {
            content.write(BYTES, 0, BYTES.length);
            content.sync();
        }
    }

    /** From now on nothing can be put there. */
    private void breakStore(String name) throws IOException {
        Files.delete(folder.resolve(name).resolve("uploads"));
        Files.writeString(folder.resolve(name).resolve("uploads"), "no folder");
    }

    @Test
    void anUploadThatWasBegunBeforeTheMoveEndsInTheNewStore() throws IOException {
        write();
        store.use(new SwitchedBlobStore.Stores(fresh, null));
        store.promote("upload", BYTES.length, KEY);
        assertThat(fresh.length(KEY)).isEqualTo(BYTES.length);
    }

    @Test
    void itFailsWhenItCannotGetWhereItWillBeLookedFor() throws IOException {
        write();
        store.use(new SwitchedBlobStore.Stores(fresh, null));
        breakStore("fresh");
        assertThatThrownBy(() -> store.promote("upload", BYTES.length, KEY)).isInstanceOf(IOException.class);
    }

    @Test
    void theSecondStoreOfAMoveFailsNoPush() throws IOException {
        write();
        store.use(new SwitchedBlobStore.Stores(old, fresh));
        breakStore("fresh");
        store.promote("upload", BYTES.length, KEY);
        assertThat(store.length(KEY)).isEqualTo(BYTES.length);
    }
}
