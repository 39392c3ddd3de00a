package dev.portcullis.backup;

import dev.portcullis.error.CannotStartException;
import dev.portcullis.maintenance.Job;
import dev.portcullis.maintenance.JobFailed;
import dev.portcullis.maintenance.JobProgress;
import dev.portcullis.settings.Settings;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The backup as somebody starts it in the console, or as a schedule does. */
@Singleton
final class BackupJob implements Job {
    private static final String WITHOUT_BLOBS = "without-blobs";

    private final Backups backups;
    private final Settings settings;
    private final BackupSettings.Section section;

    BackupJob(Backups backups, Settings settings, BackupSettings.Section section) {
        this.backups = backups;
        this.settings = settings;
        this.section = section;
    }

    @Override
    public String kind() {
        return "backup";
    }

    /** {@code without-blobs} takes the tables alone. */
    @Override
    public List<String> flags() {
        return List.of(WITHOUT_BLOBS);
    }

    @Override
    public String run(JobProgress progress) {
        BackupSettings wish = settings.value(section);
        if (wish.folder().isEmpty()) {
            throw new JobFailed(
                    "No folder is set for backups. Set one: System, Backup; or portcullis settings set backup"
                            + " folder=/srv/backup/registry.");
        }
        try {
            Backups.Report report = backups.make(
                    "system",
                    Path.of(wish.folder()),
                    new Backups.Options(!progress.has(WITHOUT_BLOBS), true, wish.keep()),
                    new Told(progress));
            BackupManifest manifest = report.manifest();
            report.removed().forEach(id -> progress.log("Removed the old backup " + id + "."));
            String made = "Made %s: %,d blobs, %,d bytes, of which %,d are new."
                    .formatted(manifest.id(), manifest.blobs(), manifest.bytes(), manifest.addedBytes());
            if (!report.good()) {
                Verification proof = report.verification();
                (proof == null ? manifest.problems() : proof.problems()).forEach(progress::log);
                throw new JobFailed(made + " It is not whole; the log says what is wrong.");
            }
            return made + " It was loaded and checked.";
        } catch (IOException | CannotStartException failure) {
            throw new JobFailed("No backup was made: " + failure.getMessage());
        }
    }

    private record Told(JobProgress progress) implements BackupProgress {
        @Override
        public void step(String name, long of) {
            progress.step(name, of);
        }

        @Override
        public void done(long count) {
            progress.done(count);
        }
    }
}
