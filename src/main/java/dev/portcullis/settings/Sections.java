package dev.portcullis.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/** The sections there are, and how their records become JSON, are checked, and meet the configuration. */
@Singleton
final class Sections {
    private static final int MOST_TOLD = 300;

    private final List<SettingsSection<?>> sections;
    private final Config configuration;
    private final ObjectMapper json;

    Sections(Instance<SettingsSection<?>> sections, Config configuration, ObjectMapper json) {
        this.sections = sections.stream()
                .sorted(Comparator.comparing(SettingsSection::name))
                .collect(Collectors.toUnmodifiableList());
        this.configuration = configuration;
        // What an operator leaves out has its default; what is not known is a mistake, and told.
        this.json = json.copy().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }

    List<SettingsSection<?>> inOrder() {
        return sections;
    }

    SettingsSection<?> byName(String name) {
        return sections.stream()
                .filter(section -> section.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new RegistryException(
                        ErrorCode.NOT_FOUND,
                        "There are no settings " + name + ". There are: "
                                + sections.stream().map(SettingsSection::name).collect(Collectors.joining(", "))
                                + "."));
    }

    <T extends Record> Setting<T> setting(
            SettingsSection<T> section, @Nullable StoredSetting stored, Set<String> setSecrets) {
        Map<String, String> pinned = pinned(section);
        ObjectNode value = json.valueToTree(section.defaults());
        if (stored != null) {
            known(value, stored.value()).forEach(value::set);
        }
        pinned.forEach((field, property) -> value.set(field, configured(value.get(field), property)));
        Set<String> secrets = section.secrets().stream()
                .filter(name -> setSecrets.contains(section.name() + "." + name))
                .collect(Collectors.toUnmodifiableSet());
        return new Setting<>(
                section.name(),
                stored == null ? 0 : stored.version(),
                section.check(record(section, value)),
                pinned,
                secrets,
                stored == null ? null : stored.changedAt(),
                stored == null ? null : stored.changedBy());
    }

    /** A field that a newer version wrote is not a reason to stop an older one. */
    private static Map<String, JsonNode> known(ObjectNode defaults, ObjectNode stored) {
        Map<String, JsonNode> known = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : stored.properties()) {
            if (defaults.has(field.getKey())) {
                known.put(field.getKey(), field.getValue());
            }
        }
        return known;
    }

    /** The canonical form of a wish. */
    ObjectNode check(SettingsSection<?> section, JsonNode wish) {
        if (!(wish instanceof ObjectNode fields)) {
            throw new RegistryException(ErrorCode.REQUEST_INVALID, "Settings are a JSON object.");
        }
        ObjectNode value = json.valueToTree(section.defaults());
        value.setAll(fields);
        return checked(section, value);
    }

    private <T extends Record> ObjectNode checked(SettingsSection<T> section, ObjectNode value) {
        return json.valueToTree(section.check(record(section, value)));
    }

    <T extends Record> ObjectNode settable(SettingsSection<T> section, T now, ObjectNode checked) {
        return json.valueToTree(section.settable(now, record(section, checked)));
    }

    private <T extends Record> T record(SettingsSection<T> section, ObjectNode value) {
        try {
            return json.treeToValue(value, section.type());
        } catch (JsonMappingException wrong) {
            String field = wrong.getPath().isEmpty()
                    ? section.name()
                    : String.valueOf(wrong.getPath().getFirst().getFieldName());
            throw InvalidSetting.at(field, "The setting " + field + " is not known, or has a value of another kind.");
        } catch (JsonProcessingException wrong) {
            throw new RegistryException(ErrorCode.REQUEST_INVALID, "The settings cannot be read.", wrong);
        }
    }

    void requireKnown(SettingsSection<?> section, Collection<String> names) {
        for (String name : names) {
            if (!section.secrets().contains(name)) {
                throw InvalidSetting.at(
                        name, "There is no secret " + name + " of the settings " + section.name() + ".");
            }
        }
    }

    /** What the configuration sets may be repeated in a wish, but not contradicted. It is stored as it was before. */
    void refuseChangeOfPinned(SettingsSection<?> section, @Nullable StoredSetting before, ObjectNode value) {
        ObjectNode defaults = json.valueToTree(section.defaults());
        ObjectNode holds = json.valueToTree(setting(section, before, Set.of()).value());
        pinned(section).forEach((field, property) -> {
            JsonNode configured = holds.get(field);
            JsonNode stored =
                    before == null ? defaults.get(field) : before.value().path(field);
            JsonNode wished = value.get(field);
            if (!same(wished, configured) && !same(wished, stored)) {
                throw InvalidSetting.pinned(field, property);
            }
            value.set(field, stored.isMissingNode() ? defaults.get(field) : stored);
        });
    }

    private static boolean same(JsonNode one, JsonNode other) {
        return one.asText().equals(other.asText());
    }

    private Map<String, String> pinned(SettingsSection<?> section) {
        Map<String, String> pinned = new LinkedHashMap<>();
        section.pins().forEach((field, property) -> {
            if (configuration.getOptionalValue(property, String.class).isPresent()) {
                pinned.put(field, property);
            }
        });
        return pinned;
    }

    /** In the JSON type of the field's default. */
    private JsonNode configured(JsonNode like, String property) {
        String text = configuration.getValue(property, String.class);
        if (like.isBoolean()) {
            return json.getNodeFactory().booleanNode(Boolean.parseBoolean(text));
        }
        return like.isNumber() ? json.getNodeFactory().numberNode(Long.parseLong(text)) : TextNode.valueOf(text);
    }

    /** What changed, for the audit log: each field before and after, and which secrets are new. */
    String told(
            SettingsSection<?> section, @Nullable StoredSetting before, ObjectNode after, Collection<String> secrets) {
        ObjectNode then = before == null ? json.valueToTree(section.defaults()) : before.value();
        List<String> changes = new ArrayList<>();
        for (Iterator<String> names = after.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!after.get(name).equals(then.path(name))) {
                changes.add(name + ": " + shortened(then.path(name)) + " -> " + shortened(after.get(name)));
            }
        }
        secrets.stream().sorted().forEach(name -> changes.add(name + ": a new secret"));
        return section.name() + ": " + (changes.isEmpty() ? "nothing changed" : String.join("; ", changes));
    }

    private static String shortened(JsonNode value) {
        String text = value.isMissingNode() ? "nothing" : value.toString();
        return text.length() <= MOST_TOLD ? text : text.substring(0, MOST_TOLD) + "...";
    }
}
