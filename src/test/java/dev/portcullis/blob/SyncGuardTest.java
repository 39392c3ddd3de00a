package dev.portcullis.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fails to sync, played by a channel that was closed. */
class SyncGuardTest {
    @TempDir
    Path folder;

    private final AtomicLong clock = new AtomicLong();
    private final SyncGuard guard = new SyncGuard(clock::get);
    private BlobStore store;

    @BeforeEach
    void open() throws IOException {
        store = new FilesystemBlobStore(folder, 0, guard);
    }

    @Test
    void aDiskThatFailedOnceIsStillTrusted() throws IOException {
        fail(SyncGuard.MOST_FAILURES - 1);

        push();
    }

    @Test
    void noPushIsTakenRightAfterTheDiskHasFailed() throws IOException {
        fail(SyncGuard.MOST_FAILURES);

        assertThatThrownBy(this::push).isInstanceOf(IOException.class).hasMessageContaining("failed to sync");
        assertThat(folder.resolve("uploads")).isEmptyDirectory();
    }

    @Test
    void pushesAreTakenAgainOnceTheDiskSyncs() throws IOException {
        fail(SyncGuard.MOST_FAILURES);
        clock.addAndGet(SyncGuard.PROBE_EVERY);

        push();
        push();
    }

    @Test
    void aDiskThatStillFailsIsProbedOnceInAWhile() throws IOException {
        AtomicInteger probes = new AtomicInteger();
        SyncGuard.Probe failing = () -> {
            probes.incrementAndGet();
            fail(1);
        };
        fail(SyncGuard.MOST_FAILURES);

        clock.addAndGet(SyncGuard.PROBE_EVERY);
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> guard.require(failing)).isInstanceOf(IOException.class);
        }

        assertThat(probes).hasValue(1);
    }

    private void push() throws IOException {
        store.openPartial("upload", 0).close();
        store.discardPartial("upload");
    }

    private void fail(int times) throws IOException {
        FileChannel closed =
                FileChannel.open(folder.resolve("file"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        closed.close();
        for (int i = 0; i < times; i++) {
            assertThatThrownBy(() -> guard.sync(closed)).isInstanceOf(IOException.class);
        }
    }
}
