package dev.portcullis.backup;

import dev.portcullis.blob.BlobStore;
import dev.portcullis.reference.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Takes old backups away, and the blobs that none of the others needs. */
final class KeptBackups {
    private final BackupFolder folder;

    KeptBackups(BackupFolder folder) {
        this.folder = folder;
    }

    /**
     * Keeps the newest that are whole, and what is newer than the oldest of them; of those with blobs and of those of tables
     * alone that many each, since the one kind is no replacement for the other. Nothing is taken away while any manifest
     * in the folder cannot be read: its blobs would be nobody's.
     *
     * @return ids of those that went
     */
    List<String> keep(int number) throws IOException {
        List<String> ids = folder.ids();
        List<String> old = new ArrayList<>();
        int[] whole = new int[2];
        for (String id : ids.reversed()) {
            BackupManifest manifest = folder.manifest(id);
            int kind = manifest.withBlobs() ? 1 : 0;
            if (whole[kind] >= number) {
                old.add(id);
            } else if (manifest.whole()) {
                whole[kind]++;
            }
        }
        if (!old.isEmpty()) {
            for (String id : old) {
                folder.remove(id);
            }
            sweep();
        }
        return old;
    }

    /** Deletes blobs that no backup in the folder lists: shard by shard, so that memory is bounded by a shard. */
    void sweep() throws IOException {
        List<ListedBlob.Reader> lists = new ArrayList<>();
        try {
            for (String id : folder.ids()) {
                lists.add(new ListedBlob.Reader(
                        folder.of(id).resolve(ListedBlob.FILE),
                        folder.manifest(id).blobsSha256()));
            }
            for (Digest.Algorithm algorithm : Digest.Algorithm.values()) {
                for (int shard = 0; shard < BlobStore.SHARDS; shard++) {
                    sweep(algorithm, String.format("%02x", shard), lists);
                }
            }
        } finally {
            for (ListedBlob.Reader list : lists) {
                list.close();
            }
        }
    }

    private void sweep(Digest.Algorithm algorithm, String firstTwo, List<ListedBlob.Reader> lists) throws IOException {
        String prefix = algorithm.prefix() + ":" + firstTwo;
        Set<String> needed = new HashSet<>();
        for (ListedBlob.Reader list : lists) {
            for (ListedBlob next = list.peek();
                    next != null && next.digest().toString().startsWith(prefix);
                    next = list.peek()) {
                needed.add(next.digest().hex());
                list.take();
            }
        }
        for (Path file : OwnFiles.list(folder.shard(algorithm, firstTwo))) {
            if (!needed.contains(file.getFileName().toString())) {
                Files.delete(file);
            }
        }
    }
}
