package dev.portcullis.blob;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesystemBlobStoreTest extends BlobStoreContract {
    @TempDir
    Path folder;

    private BlobStore store;

    @BeforeEach
    void open() throws IOException {
        store = new FilesystemBlobStore(folder, 1 << 20);
    }

    @Override
    protected BlobStore store() {
        return store;
    }

    @Test
    void aPushIsRefusedBeforeTheReserveIsTouched() throws IOException {
        long everything = java.nio.file.Files.getFileStore(folder).getTotalSpace();
        FreeSpace greedy = new FreeSpace(java.nio.file.Files.getFileStore(folder), everything) {
            @Override
            long usable() {
                return everything / 20 - 1;
            }
        };
        assertThatThrownBy(greedy::require).isInstanceOf(IOException.class).hasMessageContaining("No space left");
    }
}
