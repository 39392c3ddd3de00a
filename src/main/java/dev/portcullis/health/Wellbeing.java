package dev.portcullis.health;

import dev.portcullis.blob.BlobStore;
import dev.portcullis.database.Nodes;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** What the registry needs to serve: the database, and a storage that takes writes. */
@ApplicationScoped
class Wellbeing {
    private final List<Probe> probes;

    Wellbeing(Jdbi jdbi, Nodes nodes, BlobStore store) {
        this.probes = List.of(
                new Probe("database", () -> {
                    jdbi.useHandle(handle -> handle.execute("select 1"));
                    if (!nodes.registered()) {
                        throw new IllegalStateException("no heartbeat");
                    }
                }),
                new Probe("storage", store::probe));
    }

    /** The first thing that is wrong, or nothing. */
    String complaint() throws InterruptedException {
        for (Probe probe : probes) {
            String wrong = probe.ask();
            if (!wrong.isEmpty()) {
                return wrong;
            }
        }
        return "";
    }

    List<Probe> probes() {
        return probes;
    }
}
