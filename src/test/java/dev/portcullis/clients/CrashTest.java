package dev.portcullis.clients;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Killed under load, the server loses nothing that it had promised. */
class CrashTest {

    @Test
    void losesNothingWhenKilled(@TempDir Path folder) {
        // The real home folder: the build cache of Go is there.
        new Shell(folder, Map.of())
                .run(Path.of("bench", "crash").toAbsolutePath(), "3", "--kind", "kill", "-v")
                .succeeds()
                .says("lost 0", "other faults 0");
    }
}
