package dev.portcullis.clients;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alert rules are understood by Prometheus, fire when they should, and are quiet when they should be. */
class AlertRulesTest {
    private static final Path RULES =
            Path.of("deploy", "prometheus", "rules.yaml").toAbsolutePath();

    @TempDir
    Path home;

    @Test
    void areRulesOfPrometheus() {
        Shell.in(home)
                .program("promtool")
                .run("check", "rules", "--lint-fatal", RULES)
                .succeeds();
    }

    @Test
    void fireAndStayQuietAsTheirTestsSay() {
        Shell.in(home)
                .program("promtool")
                .run("test", "rules", RULES.resolveSibling("rules.test.yaml"))
                .succeeds();
    }
}
