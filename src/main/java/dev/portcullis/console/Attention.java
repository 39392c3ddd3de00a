package dev.portcullis.console;

import dev.portcullis.backup.BackupRows;
import dev.portcullis.backup.BackupSettings;
import dev.portcullis.blob.BlobStore;
import dev.portcullis.blob.StorageMoves;
import dev.portcullis.identity.IdentitySource;
import dev.portcullis.identity.IdentitySources;
import dev.portcullis.identity.ldap.DirectorySync;
import dev.portcullis.identity.ldap.SyncRun;
import dev.portcullis.maintenance.Job;
import dev.portcullis.maintenance.Jobs;
import dev.portcullis.settings.Settings;
import dev.portcullis.tls.CertificateView;
import dev.portcullis.tls.ServerCertificates;
import dev.portcullis.tls.ShownCertificate;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/** What an administrator should look at first: the banners of the start page. */
@Singleton
final class Attention {
    private static final Logger LOG = Logger.getLogger(Attention.class);
    private static final int TENTH = 10;
    private static final long HOURS = 24;

    private final ServerCertificates certificates;
    private final ShownCertificate shown;
    private final StorageMoves moves;
    private final IdentitySources sources;
    private final DirectorySync syncs;
    private final BlobStore store;
    private final Jobs jobs;
    private final BackupRows backups;
    private final Settings settings;
    private final BackupSettings.Section backupSettings;
    private final Visit visit;

    /** Something to look at, and where. */
    public record Item(String text, String href) {}

    Attention(
            ServerCertificates certificates,
            ShownCertificate shown,
            StorageMoves moves,
            IdentitySources sources,
            DirectorySync syncs,
            BlobStore store,
            Jobs jobs,
            BackupRows backups,
            Settings settings,
            BackupSettings.Section backupSettings,
            Visit visit) {
        this.certificates = certificates;
        this.shown = shown;
        this.moves = moves;
        this.sources = sources;
        this.syncs = syncs;
        this.store = store;
        this.jobs = jobs;
        this.backups = backups;
        this.settings = settings;
        this.backupSettings = backupSettings;
        this.visit = visit;
    }

    /** In the order of their urgency; nothing for those who can do nothing about it. */
    List<Item> items() {
        List<Item> items = new ArrayList<>();
        if (visit.seesEverything()) {
            HomeWords words = visit.words(HomeWords.class);
            certificate(words, items);
            move(words, items);
            space(words, items);
            directories(words, items);
            jobs(words, items);
            backup(words, items);
        }
        return items;
    }

    private void certificate(HomeWords words, List<Item> items) {
        if (!shown.isWanted()) {
            return;
        }
        CertificateView view = certificates.view();
        if (view.warnings().contains(CertificateView.Warning.ENDS_SOON)) {
            items.add(new Item(
                    view.daysLeft() < 0 ? words.certificateEnded() : words.certificateEnds(view.daysLeft()),
                    "/system/tls"));
        }
        if (view.warnings().contains(CertificateView.Warning.OTHER_HOST)) {
            items.add(new Item(words.certificateOtherHost(), "/system/tls"));
        }
    }

    private void move(HomeWords words, List<Item> items) {
        moves.progress().ifPresent(move -> {
            if (move.failed() > 0) {
                items.add(new Item(words.moveFails(move.failed()), "/system/storage"));
            } else if (move.complete()) {
                items.add(new Item(move.switched() ? words.moveToFinish() : words.moveToSwitch(), "/system/storage"));
            }
        });
    }

    /** Told before pushes are refused: a tenth of the disk. */
    private void space(HomeWords words, List<Item> items) {
        try {
            store.space()
                    .filter(space -> space.free() < space.total() / TENTH)
                    .ifPresent(space -> items.add(new Item(
                            words.storageNearlyFull(Told.asSize(space.free()), Told.asSize(space.total())),
                            "/system/health")));
        } catch (IOException gone) {
            LOG.debug("The store does not say how full it is", gone);
        }
    }

    private void backup(HomeWords words, List<Item> items) {
        int warnAfter = settings.value(backupSettings).warnAfterDays();
        if (warnAfter == 0) {
            return;
        }
        Long hours = backups.hoursSinceLastGood().orElse(null);
        if (hours == null) {
            items.add(new Item(words.backupMissing(), BackupPages.HERE));
        } else if (hours >= warnAfter * HOURS) {
            items.add(new Item(words.backupOld(hours / HOURS), BackupPages.HERE));
        }
    }

    private void jobs(HomeWords words, List<Item> items) {
        for (Job job : jobs.kinds()) {
            jobs.last(job)
                    .filter(run -> run.state().equals("failed"))
                    .ifPresent(run -> items.add(new Item(
                            words.jobFailed(JobPages.title(visit.words(JobWords.class), job.kind())),
                            JobPages.HERE + "/runs/" + run.id())));
        }
    }

    /** A run that was stopped by the brake waits for somebody; one that failed is tried again by itself. */
    private void directories(HomeWords words, List<Item> items) {
        for (IdentitySource source : sources.inOrder()) {
            if (!source.kind().equals("ldap") || !source.enabled()) {
                continue;
            }
            List<SyncRun> runs = syncs.list(source.name(), Long.MAX_VALUE, 1);
            String state = runs.isEmpty() ? "" : runs.getFirst().state();
            if (state.equals("stopped")) {
                items.add(new Item(words.syncStopped(source.name()), "/system/sign-in/" + source.name()));
            } else if (state.equals("failed")) {
                items.add(new Item(words.syncFailed(source.name()), "/system/sign-in/" + source.name()));
            }
        }
    }
}
