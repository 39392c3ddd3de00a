package dev.portcullis.repository;

import java.util.ArrayList;
import java.util.List;

/** What one run has done so far; belongs to the thread that runs. */
final class GcTally {
    private static final int MOST_PROBLEMS = 100;

    long manifests;
    long links;
    long blobs;
    long bytes;
    List<GarbageCollector.Kept> kept = List.of();
    final List<String> problems = new ArrayList<>();

    void problem(String sentence) {
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(sentence);
        }
    }
}
