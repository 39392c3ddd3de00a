package dev.portcullis.repository;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/** What one run has done so far; belongs to the thread that runs. */
final class GcTally {
    private static final int MOST_PROBLEMS = 100;

    long manifests;
    long links;
    long blobs;
    long bytes;
    List<GarbageCollector.Kept> kept = List.of();
    final List<String> problems = new ArrayList<>();
    private final LongConsumer watcher;

    /** Of a run that nobody watches. */
    GcTally() {
        this(bytes -> {});
    }

    /** @param watcher hears the bytes freed so far after each batch; what it throws ends the run there */
    GcTally(LongConsumer watcher) {
        this.watcher = watcher;
    }

    /** Between two transactions: nothing is half done here. */
    void batchEnded() {
        watcher.accept(bytes);
    }

    void problem(String sentence) {
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(sentence);
        }
    }
}
