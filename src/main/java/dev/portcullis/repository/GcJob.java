package dev.portcullis.repository;

import dev.portcullis.maintenance.Job;
import dev.portcullis.maintenance.JobFailed;
import dev.portcullis.maintenance.JobProgress;
import dev.portcullis.settings.GeneralSettings;
import dev.portcullis.settings.Settings;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/** Garbage collection as somebody starts it; the collector in the background goes on beside it. */
@Singleton
final class GcJob implements Job {
    private static final String UNTAGGED = "untagged";
    private static final String WITHOUT_GRACE = "without-grace";

    private final GarbageCollector collector;
    private final GcConfig config;
    private final Settings settings;
    private final GeneralSettings.Section general;

    GcJob(GarbageCollector collector, GcConfig config, Settings settings, GeneralSettings.Section general) {
        this.collector = collector;
        this.config = config;
        this.settings = settings;
        this.general = general;
    }

    @Override
    public String kind() {
        return "gc";
    }

    /** {@code untagged} removes manifests that nothing refers to; {@code without-grace} spares nothing that is young. */
    @Override
    public List<String> flags() {
        return List.of(UNTAGGED, WITHOUT_GRACE);
    }

    @Override
    public String run(JobProgress progress) {
        if (settings.value(general).readOnly()) {
            throw new JobFailed(
                    "The registry is read-only, so nothing is taken away. Switch that off, then start it again.");
        }
        progress.step("collecting, bytes freed", 0);
        boolean untagged = progress.has(UNTAGGED) || config.untagged() == GcConfig.Untagged.REMOVE;
        GarbageCollector.Report report = collector.run(
                new GarbageCollector.Options(
                        progress.has(WITHOUT_GRACE) ? Duration.ZERO : config.grace(), untagged, false),
                progress::done);
        report.kept()
                .forEach(kept -> progress.log("Kept: %,d %s, %s".formatted(kept.count(), kept.what(), kept.why())));
        report.problems().forEach(progress::log);
        String freed = "Freed %,d bytes: %,d blobs, %,d links to blobs, %,d manifests."
                .formatted(report.bytes(), report.blobs(), report.links(), report.manifests());
        if (!report.problems().isEmpty()) {
            throw new JobFailed(freed
                    + " %,d objects could not be deleted; the next run tries them again."
                            .formatted(report.problems().size()));
        }
        return freed;
    }
}
