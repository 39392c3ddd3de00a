package dev.portcullis.repository;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/** What one check has seen so far; belongs to the thread that checks. */
final class Findings {
    long blobs;
    long bytes;
    long manifests;
    private long wrong;
    private final List<Checker.Finding> list = new ArrayList<>();
    private final LongConsumer watcher;

    /** @param watcher hears how many blobs and manifests were looked at; what it throws ends the check there */
    Findings(LongConsumer watcher) {
        this.watcher = watcher;
    }

    /** Between two things that are looked at. */
    void lookedAtOne() {
        watcher.accept(blobs + manifests);
    }

    void wrong(Checker.Kind kind, String subject, String sentence) {
        add(new Checker.Finding(kind, subject, sentence, false));
    }

    void repaired(Checker.Kind kind, String subject, String sentence) {
        add(new Checker.Finding(kind, subject, sentence, true));
    }

    private void add(Checker.Finding finding) {
        wrong += finding.repaired() ? 0 : 1;
        if (list.size() < Checker.MOST_FINDINGS) {
            list.add(finding);
        }
    }

    Checker.Report report() {
        return new Checker.Report(blobs, bytes, manifests, wrong, list);
    }
}
