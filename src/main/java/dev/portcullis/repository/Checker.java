package dev.portcullis.repository;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.LongConsumer;

/**
 * Compares what the database says with what the store holds, both ways, beside a running server. Something that is just
 * being pushed or deleted is looked at twice before it is reported.
 *
 * <p>Repairing invents nothing and takes away nothing that is right: wrong bytes are set aside, and their blob is
 * unknown to everybody until somebody pushes it again; files that belong to nobody are deleted.
 */
@Singleton
public class Checker {
    /** The most findings that are told one by one; the counts are of all. */
    static final int MOST_FINDINGS = 10_000;

    /**
     * How to check.
     *
     * @param fast compares lengths only, and does not read every byte
     * @param repair sets wrong things aside and deletes what belongs to nobody
     * @param grace how old something that belongs to nobody must be, to be no work in progress
     */
    public record Options(boolean fast, boolean repair, Duration grace) {}

    /** What can be wrong. */
    public enum Kind {
        BLOB_MISSING,
        BLOB_WRONG_LENGTH,
        BLOB_WRONG_DIGEST,
        BLOB_UNREADABLE,
        BLOB_SET_ASIDE,
        MANIFEST_WRONG_DIGEST,
        MANIFEST_INVALID,
        REFERENCE_MISSING,
        ROW_MISPLACED,
        STRAY_OBJECT,
        STRAY_UPLOAD,
        UPLOAD_TRUNCATED,
        OBJECT_NOT_DELETED,
        STORE_UNREADABLE;

        /** As scripts read it: {@code blob-missing}. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * Something wrong.
     *
     * @param subject the digest, key or name it is about
     * @param sentence what is wrong and what to do
     * @param repaired whether nothing is left to do
     */
    public record Finding(Kind kind, String subject, String sentence, boolean repaired) {}

    /**
     * The result.
     *
     * @param blobs how many blobs were compared
     * @param bytes how many bytes were read again
     * @param wrong how many findings are not repaired; 0 means that all holds
     */
    public record Report(long blobs, long bytes, long manifests, long wrong, List<Finding> findings) {
        public Report {
            findings = List.copyOf(findings);
        }

        /** Whether all holds, now. */
        public boolean clean() {
            return wrong == 0;
        }
    }

    private final BlobCheck blobs;
    private final ManifestCheck manifests;
    private final StoreCheck store;

    Checker(BlobCheck blobs, ManifestCheck manifests, StoreCheck store) {
        this.blobs = blobs;
        this.manifests = manifests;
        this.store = store;
    }

    /** How many blobs and manifests there are to look at. */
    public long size() {
        return blobs.count() + manifests.count();
    }

    /** Checks everything. */
    public Report check(Options options) {
        return check(options, looked -> {});
    }

    /**
     * As {@link #check(Options)}.
     *
     * @param watcher hears how many blobs and manifests were looked at; what it throws ends the check
     */
    public Report check(Options options, LongConsumer watcher) {
        Findings findings = new Findings(watcher);
        blobs.check(options, findings);
        manifests.check(findings);
        store.check(options, findings);
        return findings.report();
    }
}
