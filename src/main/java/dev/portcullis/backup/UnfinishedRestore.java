package dev.portcullis.backup;

import dev.portcullis.error.CannotStartException;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Lets no node come up while a restore has not ended: its pulls would miss blobs, and its collector might take some. */
@Singleton
final class UnfinishedRestore {
    private final Restores restores;
    private final boolean joins;

    UnfinishedRestore(
            Restores restores, @ConfigProperty(name = "portcullis.node.join", defaultValue = "true") boolean joins) {
        this.restores = restores;
        this.joins = joins;
    }

    void start(@Observes @Priority(0) StartupEvent event) {
        if (joins) {
            restores.unfinished().ifPresent(id -> {
                throw new CannotStartException(Restores.goOn(id));
            });
        }
    }
}
