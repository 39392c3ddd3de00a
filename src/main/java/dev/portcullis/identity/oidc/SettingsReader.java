package dev.portcullis.identity.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads settings field by field, and then refuses those that nobody asked for. */
final class SettingsReader {
    private static final int MAX_LENGTH = 64 * 1024;

    private final JsonNode json;
    private final Set<String> known = new HashSet<>();

    SettingsReader(JsonNode json) {
        require(json.isObject(), "The settings are a JSON object.");
        this.json = json;
    }

    String required(String field) {
        String text = text(field, "");
        require(!text.isEmpty(), field + " is missing.");
        return text;
    }

    String text(String field, String otherwise) {
        JsonNode value = value(field);
        if (value == null) {
            return otherwise;
        }
        require(value.isTextual() && value.asText().length() <= MAX_LENGTH, field + " is a text.");
        return value.asText().strip();
    }

    List<String> texts(String field, List<String> otherwise) {
        JsonNode value = value(field);
        if (value == null) {
            return otherwise;
        }
        require(value.isArray(), field + " is a list of texts.");
        List<String> texts = new ArrayList<>();
        for (JsonNode item : value) {
            require(item.isTextual() && !item.asText().isBlank(), field + " is a list of texts.");
            texts.add(item.asText());
        }
        return List.copyOf(texts);
    }

    boolean flag(String field, boolean otherwise) {
        JsonNode value = value(field);
        if (value == null) {
            return otherwise;
        }
        require(value.isBoolean(), field + " is true or false.");
        return value.asBoolean();
    }

    @Nullable
    Integer number(String field, int most) {
        JsonNode value = value(field);
        if (value == null) {
            return null;
        }
        require(
                value.isInt() && value.asInt() >= 0 && value.asInt() <= most,
                field + " is a whole number from 0 to " + most + ".");
        return value.asInt();
    }

    void refuseOthers() {
        for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            require(known.contains(name), "There is no field " + name + " in the settings of an oidc source.");
        }
    }

    private @Nullable JsonNode value(String field) {
        known.add(field);
        JsonNode value = json.get(field);
        return value == null || value.isNull() ? null : value;
    }

    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new RegistryException(ErrorCode.REQUEST_INVALID, otherwise);
        }
    }
}
