package dev.portcullis.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.portcullis.cli.CommandLines;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What pages show to be copied is what the program understands. */
class SameCommandsTest {
    private static final List<String> PAGES = List.of(
            "/repositories",
            "/repositories/acme/web",
            "/repositories/acme/web/tools/-/tags",
            "/repositories/acme/web/-/tags/1.0",
            "/repositories/acme/web/-/permissions",
            "/repositories/acme/web/-/activity",
            "/repositories/acme/web/-/delete",
            "/organizations",
            "/organizations/acme",
            "/organizations/acme/teams",
            "/organizations/acme/teams/devs",
            "/organizations/acme/robots",
            "/users",
            "/users/ana",
            "/system/general",
            "/system/proxy",
            "/system/tls",
            "/system/storage",
            "/system/sign-in",
            "/system/sign-in/corp",
            "/system/sign-in/corp/syncs",
            "/system/health",
            "/system/garbage",
            "/system/backup",
            "/system/jobs",
            "/system/jobs/runs/7",
            "/system/audit");

    @Test
    void everyCommandIsOneOfTheProgram() {
        for (String page : PAGES) {
            List<String> lines = SameCommands.of(page, "https://registry.example.com", "ana");
            assertThat(lines).as(page).isNotEmpty();
            lines.stream()
                    .filter(line -> line.startsWith("bin/portcullis "))
                    .forEach(line -> assertThatCode(() -> CommandLines.parse(
                                    line.substring("bin/portcullis ".length()).split(" ")))
                            .as(line)
                            .doesNotThrowAnyException());
            assertThat(lines).noneMatch(line -> line.contains("{") || line.contains("null"));
        }
    }

    @Test
    void namesWithSlashesStayWhole() {
        assertThat(SameCommands.of("/repositories/acme/web/tools/-/tags", "https://registry.example.com", "ana"))
                .containsExactly("curl -u ana https://registry.example.com/v2/acme/web/tools/tags/list");
        assertThat(SameCommands.of("/search", "https://registry.example.com", "ana"))
                .isEmpty();
    }
}
