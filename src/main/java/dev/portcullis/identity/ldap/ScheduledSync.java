package dev.portcullis.identity.ldap;

import dev.portcullis.access.Accounts;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.identity.IdentitySource;
import dev.portcullis.identity.IdentitySources;
import dev.portcullis.job.Background;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Synchronizes each source when its interval is over; the first time one interval after it was set up or changed. */
@Singleton
final class ScheduledSync {
    private static final Duration LOOK = Duration.ofSeconds(15);

    private final IdentitySources sources;
    private final SyncRuns runs;
    private final DirectorySync sync;
    private final Background background;

    ScheduledSync(IdentitySources sources, SyncRuns runs, DirectorySync sync, Background background) {
        this.sources = sources;
        this.runs = runs;
        this.sync = sync;
        this.background = background;
    }

    void start(@Observes StartupEvent event) {
        background.every("directory synchronization", LOOK, this::work);
    }

    void work() {
        for (IdentitySource source : sources.inOrder()) {
            if (source.enabled() && source.kind().equals(LdapSourceKind.KIND)) {
                int minutes = LdapSettings.read(source.settings()).syncIntervalMinutes();
                if (minutes > 0 && runs.isDue(source.id(), Duration.ofMinutes(minutes))) {
                    run(source);
                }
            }
        }
    }

    private void run(IdentitySource source) {
        try {
            sync.run(Accounts.SYSTEM, source.name(), false);
        } catch (RegistryException e) {
            if (e.code() != ErrorCode.CONFLICT && e.code() != ErrorCode.NOT_FOUND) {
                throw e; // another node runs it, or the source was removed this moment
            }
        }
    }
}
