package dev.portcullis.blob;

import java.io.IOException;
import java.nio.file.FileStore;

/**
 * Refuses a push before the disk is full: what stays free lets the database beside the store go on, and lets content
 * be deleted.
 */
class FreeSpace {
    private final FileStore disk;
    private final long floor;

    /** Keeps at least {@code minFree} bytes, but never more than a twentieth of the disk. */
    FreeSpace(FileStore disk, long minFree) throws IOException {
        this.disk = disk;
        this.floor = Math.min(minFree, disk.getTotalSpace() / 20);
    }

    void require() throws IOException {
        if (usable() < floor) {
            throw new IOException("No space left on device: only the reserve is free");
        }
    }

    BlobStore.Space space() throws IOException {
        return new BlobStore.Space(disk.getTotalSpace(), usable());
    }

    /** In bytes. */
    long usable() throws IOException {
        return disk.getUsableSpace();
    }
}
