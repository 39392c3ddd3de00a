package dev.portcullis.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.access.Accounts;
import dev.portcullis.error.CannotStartException;
import dev.portcullis.settings.Setting;
import dev.portcullis.settings.SettingsSection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code portcullis settings}. */
@Command(
        name = "settings",
        description = "Shows and changes the settings, and takes all of them in and out as one file.",
        mixinStandardHelpOptions = true,
        subcommands = {
            SettingsCommand.Show.class,
            SettingsCommand.Put.class,
            SettingsCommand.Export.class,
            SettingsCommand.Import.class,
            SettingsCommand.Diff.class
        },
        footer = {"", "Example: portcullis settings set general readOnly=true"})
final class SettingsCommand extends Group {

    @Command(
            name = "show",
            description = "Prints a section, or all of them. Secrets are named, never shown.",
            footer = {"", "Example: portcullis settings show general"})
    static final class Show extends Verb {
        @Parameters(arity = "0..1", paramLabel = "SECTION", description = "Such as general.")
        @Nullable
        String section;

        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        @Override
        int run(House house) {
            List<Setting<?>> all = section == null
                    ? house.settings.all()
                    : List.of(house.settings.get(house.settings.section(section)));
            if (json) {
                print(house.json(section == null ? all : all.getFirst()));
            } else {
                all.forEach(setting -> print(house, setting));
            }
            return Main.OK;
        }

        private void print(House house, Setting<?> setting) {
            house.parse(house.json(setting.value())).properties().forEach(field -> {
                String property = setting.pinned().get(field.getKey());
                print(setting.section() + "." + field.getKey() + "\t" + field.getValue()
                        + (property == null ? "" : "\tset by " + property));
            });
            setting.secrets().stream()
                    .sorted()
                    .forEach(name -> print(setting.section() + "." + name + "\t(a secret is set)"));
        }
    }

    @Command(
            name = "set",
            description = "Changes fields of a section; the others stay. It holds within a second.",
            footer = {"", "Example: portcullis settings set general publicAddress=https://registry.example.com"})
    static final class Put extends Verb {
        @Parameters(index = "0", paramLabel = "SECTION", description = "Such as general.")
        String section = "";

        @Parameters(index = "1..*", paramLabel = "FIELD=VALUE", description = "Fields and their new values.")
        Map<String, String> fields = new LinkedHashMap<>();

        @Option(
                names = "--secret-file",
                paramLabel = "NAME=FILE",
                description = "A secret of the section, read from a file. May be repeated.")
        Map<String, Path> secretFiles = new LinkedHashMap<>();

        @Override
        int run(House house) throws IOException {
            SettingsSection<?> of = house.settings.section(section);
            Setting<?> now = house.settings.get(of);
            ObjectNode value = (ObjectNode) house.parse(house.json(now.value()));
            for (Map.Entry<String, String> field : fields.entrySet()) {
                JsonNode before = value.get(field.getKey());
                if (before == null) {
                    throw new CannotStartException("There is no field " + field.getKey() + " of the settings " + section
                            + ". There are: "
                            + String.join(
                                    ", ",
                                    value.properties().stream()
                                            .map(Map.Entry::getKey)
                                            .toList())
                            + ".");
                }
                value.set(field.getKey(), typed(house, before, field.getValue()));
            }
            Map<String, String> secrets = new HashMap<>();
            for (Map.Entry<String, Path> secret : secretFiles.entrySet()) {
                secrets.put(secret.getKey(), Files.readString(secret.getValue()).stripTrailing());
            }
            house.settings.set(Accounts.SYSTEM, of, value, secrets, now.version());
            print("The settings " + section + " are changed.");
            return Main.OK;
        }

        /** In the kind of what is there now; where it is no number or boolean, the check says so. */
        private static JsonNode typed(House house, JsonNode before, String text) {
            return before.isTextual() ? JsonNodeFactory.instance.textNode(text) : house.parse(text);
        }
    }

    @Command(
            name = "export",
            description = "Prints all settings that somebody has set as JSON, without the secrets.",
            footer = {"", "Example: portcullis settings export > settings.json"})
    static final class Export extends Verb {
        @Override
        int run(House house) {
            print(house.prettyJson(SettingsFile.exported(house)));
            return Main.OK;
        }
    }

    @Command(
            name = "import",
            description = {
                "Sets all sections that a file names, as settings export wrote it. Sections that it does not name stay;",
                "secrets stay as they are."
            },
            footer = {"", "Example: portcullis settings import settings.json"})
    static final class Import extends Verb {
        @Parameters(paramLabel = "FILE", description = "What settings export wrote.")
        @Nullable
        Path file;

        @Override
        int run(House house) {
            List<SettingsFile.Change> changes = SettingsFile.changes(house, file);
            // All are looked at before the first is set.
            changes.forEach(change -> house.settings.check(change.section(), change.after()));
            for (SettingsFile.Change change : changes) {
                house.settings.set(Accounts.SYSTEM, change.section(), change.after(), Map.of(), null);
                print("Set " + change.section().name() + ".");
            }
            print(changes.isEmpty() ? "Nothing to change." : "Done.");
            return Main.OK;
        }
    }

    @Command(
            name = "diff",
            description = "Says what settings import would change. Ends with 1 where it would change something.",
            footer = {"", "Example: portcullis settings diff settings.json"})
    static final class Diff extends Verb {
        @Parameters(paramLabel = "FILE", description = "What settings export wrote.")
        @Nullable
        Path file;

        @Override
        int run(House house) {
            List<String> lines = new ArrayList<>();
            SettingsFile.changes(house, file).forEach(change -> lines.addAll(change.lines()));
            lines.forEach(this::print);
            print(lines.isEmpty() ? "Nothing would change." : "");
            return lines.isEmpty() ? Main.OK : Main.FAILED;
        }
    }
}
