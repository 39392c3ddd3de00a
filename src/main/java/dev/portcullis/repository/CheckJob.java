package dev.portcullis.repository;

import dev.portcullis.maintenance.Job;
import dev.portcullis.maintenance.JobFailed;
import dev.portcullis.maintenance.JobProgress;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/** The check of the whole store as somebody starts it, or every week. */
@Singleton
final class CheckJob implements Job {
    private static final String FAST = "fast";
    private static final String REPAIR = "repair";
    /** As the command {@code fsck} has it: what is younger may be work in progress. */
    private static final Duration GRACE = Duration.ofHours(1);

    private final Checker checker;

    CheckJob(Checker checker) {
        this.checker = checker;
    }

    @Override
    public String kind() {
        return "check";
    }

    /** {@code fast} compares lengths and reads no bytes; {@code repair} sets wrong bytes aside. */
    @Override
    public List<String> flags() {
        return List.of(FAST, REPAIR);
    }

    @Override
    public String run(JobProgress progress) {
        progress.step("checking, blobs and manifests", checker.size());
        Checker.Report report =
                checker.check(new Checker.Options(progress.has(FAST), progress.has(REPAIR), GRACE), progress::done);
        report.findings().forEach(finding -> progress.log(told(finding)));
        String looked = "Checked %,d blobs (%,d bytes read) and %,d manifests: "
                .formatted(report.blobs(), report.bytes(), report.manifests());
        if (!report.clean()) {
            throw new JobFailed(looked + "%,d things are wrong; the log names them.".formatted(report.wrong()));
        }
        return looked + "all holds.";
    }

    private static String told(Checker.Finding finding) {
        return (finding.repaired() ? "repaired: " : "") + finding.kind().wireName() + " " + finding.subject() + ": "
                + finding.sentence();
    }
}
