package dev.portcullis.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.error.CannotStartException;
import dev.portcullis.settings.SettingsSection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The one file of all settings: a JSON object with a member a section. */
final class SettingsFile {
    private SettingsFile() {}

    /** What the file would make of a section. */
    record Change(SettingsSection<?> section, JsonNode before, ObjectNode after) {
        /** A line for each field that becomes another. */
        List<String> lines() {
            List<String> lines = new ArrayList<>();
            for (Map.Entry<String, JsonNode> field : after.properties()) {
                JsonNode was = before.path(field.getKey());
                if (!was.equals(field.getValue())) {
                    lines.add(section.name() + "." + field.getKey() + ": " + was + " -> " + field.getValue());
                }
            }
            return lines;
        }
    }

    static Map<String, JsonNode> exported(House house) {
        return new TreeMap<>(house.settings.stored());
    }

    /** The sections that would change, in the order of the file. {@link CannotStartException} for what is no such file. */
    static List<Change> changes(House house, @Nullable Path file) {
        if (file == null || !(house.read(file) instanceof ObjectNode sections)) {
            throw new CannotStartException("The file " + file + " is not what settings export writes.");
        }
        List<Change> changes = new ArrayList<>();
        for (Map.Entry<String, JsonNode> one : sections.properties()) {
            SettingsSection<?> section = house.settings.section(one.getKey());
            JsonNode before = house.settings
                    .stored()
                    .getOrDefault(one.getKey(), house.settings.check(section, JsonNodeFactory.instance.objectNode()));
            ObjectNode after = house.settings.check(section, one.getValue());
            Change change = new Change(section, before, after);
            if (!change.lines().isEmpty()) {
                changes.add(change);
            }
        }
        return changes;
    }
}
