package dev.portcullis.repository;

import dev.portcullis.blob.BlobStore;
import dev.portcullis.blob.StorageConfig;
import dev.portcullis.repository.Checker.Kind;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/** Nothing is in the store that belongs to nobody, and every open upload has the bytes that its row tells of. */
@Singleton
final class StoreCheck {
    /** A server that runs deletes such an object at once, and one that was killed on its next round. */
    private static final Duration DOOMED = Duration.ofHours(1);

    private record Upload(String id, String partial, long received) {}

    private final Jdbi jdbi;
    private final BlobStore store;
    private final StorageConfig config;
    private final Strays strays;
    private final DoomedObjects doomed;

    StoreCheck(Jdbi jdbi, BlobStore store, StorageConfig config, Strays strays, DoomedObjects doomed) {
        this.jdbi = jdbi;
        this.store = store;
        this.config = config;
        this.strays = strays;
        this.doomed = doomed;
    }

    void check(Checker.Options options, Findings findings) {
        try {
            for (int shard = 0; shard < Strays.SHARDS; shard++) {
                strays(shard, options, findings);
            }
            partials(options, findings);
            uploads(findings);
        } catch (IOException e) {
            findings.wrong(
                    Kind.STORE_UNREADABLE, "store", "The store cannot be listed (" + e + "). Look after the disk.");
        }
        doomed(options, findings);
    }

    private void strays(int shard, Checker.Options options, Findings findings) throws IOException {
        for (BlobStore.Stored stray : strays.find(shard, options.grace())) {
            if (!Strays.isObject(stray.name())) {
                findings.wrong(
                        Kind.STRAY_OBJECT, stray.name(), "This file is not the registry's. Move it out of the store.");
            } else if (options.repair() && store.delete(stray.name())) {
                findings.repaired(Kind.STRAY_OBJECT, stray.name(), "No row named it; it was deleted.");
            } else {
                findings.wrong(
                        Kind.STRAY_OBJECT,
                        stray.name(),
                        "No row names this object of " + stray.size() + " bytes. fsck --repair deletes it.");
            }
        }
    }

    /** Unfinished content must belong to an open upload, or be of a push that runs just now. */
    private void partials(Checker.Options options, Findings findings) throws IOException {
        Instant youngest = Instant.now().minus(max(options.grace(), Duration.ofHours(1)));
        Instant expired = Instant.now().minus(config.uploadTtl().plus(Duration.ofHours(1)));
        List<BlobStore.Stored> old = store.partials().stream()
                .filter(partial -> partial.modified().isBefore(youngest))
                .toList();
        Set<String> used = used(old);
        for (BlobStore.Stored partial : old) {
            if (used.contains(partial.name())) {
                if (partial.modified().isBefore(expired)) {
                    findings.wrong(
                            Kind.STRAY_UPLOAD,
                            partial.name(),
                            "This upload has expired and is still here. A running server sweeps it.");
                }
            } else if (options.repair()) {
                store.discardPartial(partial.name());
                findings.repaired(Kind.STRAY_UPLOAD, partial.name(), "No upload owned it; it was deleted.");
            } else {
                findings.wrong(
                        Kind.STRAY_UPLOAD,
                        partial.name(),
                        "No upload owns these " + partial.size() + " bytes. fsck --repair deletes them.");
            }
        }
    }

    private Set<String> used(List<BlobStore.Stored> partials) {
        return jdbi.withHandle(h -> new HashSet<>(h.createQuery(
                        "select partial from upload where partial = any(:names)")
                .bind("names", partials.stream().map(BlobStore.Stored::name).toArray(String[]::new))
                .mapTo(String.class)
                .list()));
    }

    /**
     * What a client was told of an upload must be there. The rows are read first: content only grows. Content that is
     * gone altogether became an object whose row a crash prevented; its session answers 404, so nothing untrue is told.
     */
    private void uploads(Findings findings) throws IOException {
        List<Upload> told = open();
        Map<String, Long> sizes =
                store.partials().stream().collect(Collectors.toMap(BlobStore.Stored::name, BlobStore.Stored::size));
        List<Upload> truncated = told.stream()
                .filter(upload -> sizes.getOrDefault(upload.partial, Long.MAX_VALUE) < upload.received)
                .toList();
        if (!truncated.isEmpty()) {
            Set<Upload> now = new HashSet<>(open());
            truncated.stream()
                    .filter(now::contains)
                    .forEach(upload -> findings.wrong(
                            Kind.UPLOAD_TRUNCATED,
                            upload.id,
                            "Its row tells of " + upload.received + " bytes, the store has "
                                    + sizes.getOrDefault(upload.partial, 0L) + ". The client must begin again."));
        }
    }

    private List<Upload> open() {
        return jdbi.withHandle(h -> h.createQuery("select id::text, partial, received from upload where received > 0")
                .map((rs, _) -> new Upload(rs.getString(1), rs.getString(2), rs.getLong(3)))
                .list());
    }

    private void doomed(Checker.Options options, Findings findings) {
        if (options.repair()) {
            GcTally tally = new GcTally();
            doomed.resume(tally);
            tally.problems.forEach(problem -> findings.wrong(Kind.OBJECT_NOT_DELETED, "store", problem));
            return;
        }
        if (doomed.held()) {
            return; // they wait for a backup
        }
        doomed.olderThan(DOOMED)
                .forEach(
                        key -> findings.wrong(
                                Kind.OBJECT_NOT_DELETED,
                                key,
                                "Its blob was collected and the object is still to be deleted. gc, or a running server, does it."));
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }
}
