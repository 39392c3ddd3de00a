package dev.portcullis.health;

import dev.portcullis.database.Nodes;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;

/** What the registry needs to serve: the database, and a storage that takes writes. */
@ApplicationScoped
class Wellbeing {
    private final List<Probe> probes;

    Wellbeing(Jdbi jdbi, Nodes nodes, @ConfigProperty(name = "portcullis.home") Path home) {
        this.probes = List.of(
                new Probe("database", () -> {
                    jdbi.useHandle(handle -> handle.execute("select 1"));
                    if (!nodes.registered()) {
                        throw new IllegalStateException("no heartbeat");
                    }
                }),
                new Probe("storage", () -> write(home)));
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

    /** A full or read-only disk shows only when something is written. */
    private static void write(Path home) throws Exception {
        Path file = Files.createTempFile(home, "probe-", "");
        try {
            Files.write(file, new byte[1]);
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
