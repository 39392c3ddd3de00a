package dev.portcullis.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a source as a form has them: a text for each input, and the rest as JSON, so that what has no input is
 * not lost. The secret is never in it.
 *
 * @param kind of the source
 * @param typed by the path of the field; {@code yes} is a flag that is set
 * @param rest an object in JSON, or what was typed instead
 */
record SourceForm(String kind, Map<String, String> typed, String rest) {
    private static final String YES = "yes";
    private static final String NUMBER = "-?[0-9]{1,9}";

    /** An input as it is shown. */
    public record Input(
            String id,
            String name,
            String type,
            String label,
            String hint,
            String value,
            List<Visit.Choice> choices,
            boolean wrong) {}

    /** Inputs below one legend. */
    public record Inputs(String legend, List<Input> inputs) {}

    SourceForm {
        typed = Map.copyOf(typed);
    }

    /** Of what is stored. */
    static SourceForm of(String kind, JsonNode settings, ObjectMapper json) {
        ObjectNode rest = settings.deepCopy();
        SettingsTree.dropNulls(rest);
        Map<String, String> typed = new HashMap<>();
        for (SourceField field : fields(kind)) {
            JsonNode value = SettingsTree.take(rest, field.path());
            if (value != null) {
                typed.put(field.path(), text(value));
            }
        }
        return new SourceForm(kind, typed, rest.isEmpty() ? "" : pretty(rest, json));
    }

    private static String text(JsonNode value) {
        if (value instanceof ArrayNode list) {
            return String.join("\n", list.valueStream().map(JsonNode::asText).toList());
        }
        return value instanceof BooleanNode flag ? (flag.booleanValue() ? YES : "") : value.asText();
    }

    private static String pretty(ObjectNode rest, ObjectMapper json) {
        try {
            return json.writerWithDefaultPrettyPrinter().writeValueAsString(rest);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<SourceField> fields(String kind) {
        return SourceFields.of(kind).stream()
                .flatMap(group -> group.fields().stream())
                .toList();
    }

    private String typed(String path) {
        return typed.getOrDefault(path, "");
    }

    /** The settings that were typed; empty where the rest is no object. They are not checked. */
    Optional<ObjectNode> settings(ObjectMapper json) {
        Optional<ObjectNode> settings = object(rest, json);
        settings.ifPresent(tree -> {
            for (SourceField field : fields(kind)) {
                JsonNode value = value(field);
                if (value != null) {
                    SettingsTree.put(tree, field.path(), value);
                }
            }
        });
        return settings;
    }

    /** An object in JSON; what is empty is an empty one. */
    static Optional<ObjectNode> object(String text, ObjectMapper json) {
        try {
            return json.readTree(text.isEmpty() ? "{}" : text) instanceof ObjectNode object
                    ? Optional.of(object)
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private @Nullable JsonNode value(SourceField field) {
        String text = typed(field.path());
        String needs = field.needs();
        if (field.type() == SourceField.Type.FLAG) {
            return BooleanNode.valueOf(text.equals(YES));
        }
        boolean number = field.type() == SourceField.Type.NUMBER;
        boolean unsaid = text.isEmpty() && (number || !SourceFields.keepsEmpty(kind));
        if (unsaid || (needs != null && typed(needs).isEmpty())) {
            return null;
        }
        if (field.type() == SourceField.Type.LIST) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            Arrays.stream(text.split("[\\s,]+")).filter(one -> !one.isEmpty()).forEach(list::add);
            return list;
        }
        return number && text.matches(NUMBER) ? IntNode.valueOf(Integer.parseInt(text)) : TextNode.valueOf(text);
    }

    /**
     * The inputs to show.
     *
     * @param problemAt the path of the field that was refused, as the house tells it
     */
    List<Inputs> inputs(SourceFieldWords words, String problemAt) {
        String at = problemAt.replaceAll("\\[([0-9]+)]", ".$1");
        return SourceFields.of(kind).stream()
                .map(group -> new Inputs(
                        group.legend().apply(words),
                        group.fields().stream()
                                .map(field -> input(field, words, at))
                                .toList()))
                .toList();
    }

    private Input input(SourceField field, SourceFieldWords words, String at) {
        String value = typed(field.path());
        return new Input(
                field.path().replace('.', '-'),
                field.path(),
                field.type().name(),
                field.label().apply(words),
                field.hint() == null ? "" : field.hint().apply(words),
                value,
                field.options().stream()
                        .map(option -> new Visit.Choice(
                                option.value(),
                                option.label().apply(words),
                                option.value().equals(value)))
                        .toList(),
                field.path().equals(at));
    }
}
