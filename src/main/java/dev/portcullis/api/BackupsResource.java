package dev.portcullis.api;

import dev.portcullis.auth.RequiresAuditor;
import dev.portcullis.backup.BackupRows;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Backups that were made of this registry and are kept. One is started as the job {@code backup}. */
@Path("/api/v1/backups")
@RunOnVirtualThread
public class BackupsResource {
    private final BackupRows backups;

    BackupsResource(BackupRows backups) {
        this.backups = backups;
    }

    /** The newest first. */
    @GET
    @RequiresAuditor
    public Listing<BackupRows.Made> list(
            @RestQuery @Nullable String after, @RestQuery @DefaultValue(Listing.DEFAULT_LIMIT) int limit) {
        return Listing.of(
                after,
                limit,
                (last, most) -> backups.list(BackupRows.before(last == null ? "" : last), most),
                made -> made.snapshotAt().toString());
    }
}
