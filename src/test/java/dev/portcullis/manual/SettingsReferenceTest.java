package dev.portcullis.manual;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.settings.SettingsSection;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.arc.All;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code docs/reference/settings.md} is what the sections of the settings and the configuration say of themselves. */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class SettingsReferenceTest {
    @Inject
    @All
    List<SettingsSection<?>> sections;

    @Inject
    ObjectMapper json;

    @Test
    void thePageIsWhatTheSourcesSay() {
        StringBuilder page = new StringBuilder("""
                # Settings reference

                ## Settings of the registry

                They are stored in the database, changed in the console (*System*), by `PUT /api/v1/settings/SECTION` or by
                `bin/portcullis settings set`, and hold on every server within a second: [settings.md](../settings.md). A property
                that pins a field is set as an environment variable: upper case, with `_` for every other sign.
                """);
        sections.stream().sorted(Comparator.comparing(SettingsSection::name)).forEach(section -> append(page, section));
        page.append("""

                ## Configuration of a server

                It is read once, at the start, from environment variables. [operations.md](../operations.md) tells what matters.
                Options of `serve` and their variables: [cli.md](cli.md#portcullis-serve).
                """);
        List<DocumentedSource.Property> properties = DocumentedSource.properties();
        assertThat(properties).hasSizeGreaterThan(20);
        page.append("\n| variable | means | default |\n|---|---|---|\n");
        properties.forEach(property -> page.append("| `%s` | %s | %s |\n"
                .formatted(
                        property.variable(),
                        Reference.cell(property.meaning()),
                        property.byDefault().isEmpty() ? "" : "`" + property.byDefault() + "`")));
        Reference.holds("settings.md", page.toString());
    }

    private void append(StringBuilder page, SettingsSection<?> section) {
        Map<String, String> meanings = DocumentedSource.components(section.type());
        page.append("\n### ").append(section.name()).append("\n\n");
        page.append("| field | means | default | pinned by |\n|---|---|---|---|\n");
        JsonNode defaults = json.valueToTree(section.defaults());
        for (var component : section.type().getRecordComponents()) {
            String name = component.getName();
            page.append("| `%s` | %s | `%s` | %s |\n"
                    .formatted(
                            name,
                            Reference.cell(meanings.getOrDefault(name, "")),
                            Reference.cell(defaults.path(name).toString()),
                            section.pins().containsKey(name)
                                    ? "`" + section.pins().get(name) + "`"
                                    : ""));
        }
        section.secrets().stream()
                .sorted()
                .forEach(secret -> page.append(
                        "| `%s` | a secret: set apart from the fields, never shown | | |\n".formatted(secret)));
    }
}
