package dev.portcullis.identity.ldap;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads an object of settings field by field. Every refusal is {@link ErrorCode#REQUEST_INVALID} and names the field by
 * its path, such as {@code users[0].filter}; {@link #end} refuses a field that nobody has read.
 */
final class SettingsReader {
    private static final int MAX_TEXT = 4096;

    private final JsonNode node;
    private final String path;
    private final Set<String> read = new HashSet<>();

    SettingsReader(JsonNode node, String path) {
        this.node = node;
        this.path = path;
        if (!node.isObject()) {
            throw refuse(path.isEmpty() ? "settings" : path, "must be a JSON object");
        }
    }

    @Nullable
    String text(String field) {
        return text(field, MAX_TEXT);
    }

    @Nullable
    String text(String field, int longest) {
        JsonNode value = value(field);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()
                || value.textValue().isBlank()
                || value.textValue().length() > longest) {
            throw wrong(field, "must be a text of 1 to " + longest + " characters");
        }
        if (value.textValue().indexOf('\0') >= 0) {
            throw wrong(field, "must not hold a NUL");
        }
        return value.textValue();
    }

    String text(String field, String otherwise) {
        String value = text(field);
        return value == null ? otherwise : value;
    }

    String requiredText(String field) {
        String value = text(field);
        if (value == null) {
            throw wrong(field, "is missing");
        }
        return value;
    }

    int number(String field, int least, int most, int otherwise) {
        JsonNode value = value(field);
        if (value == null) {
            return otherwise;
        }
        if (!value.isIntegralNumber()
                || !value.canConvertToInt()
                || value.intValue() < least
                || value.intValue() > most) {
            throw wrong(field, "must be a whole number from " + least + " to " + most);
        }
        return value.intValue();
    }

    boolean flag(String field, boolean otherwise) {
        JsonNode value = value(field);
        if (value == null) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            throw wrong(field, "must be true or false");
        }
        return value.booleanValue();
    }

    <E extends Enum<E>> E oneOf(String field, Class<E> type, Function<E, String> wireName, E otherwise) {
        String value = text(field);
        if (value == null) {
            return otherwise;
        }
        List<String> names = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            if (wireName.apply(constant).equals(value)) {
                return constant;
            }
            names.add(wireName.apply(constant));
        }
        throw wrong(field, "must be one of " + String.join(", ", names));
    }

    /** Null where there is none. */
    @Nullable
    List<String> texts(String field) {
        JsonNode value = value(field);
        if (value == null) {
            return null;
        }
        List<String> all = new ArrayList<>();
        if (!value.isArray() || value.isEmpty()) {
            throw wrong(field, "must be an array of texts with at least one");
        }
        for (JsonNode item : value) {
            if (!item.isTextual()
                    || item.textValue().isBlank()
                    || item.textValue().length() > MAX_TEXT) {
                throw wrong(field, "must be an array of texts of 1 to " + MAX_TEXT + " characters");
            }
            all.add(item.textValue());
        }
        return List.copyOf(all);
    }

    <T> @Nullable T object(String field, Function<SettingsReader, T> reading) {
        JsonNode value = value(field);
        if (value == null) {
            return null;
        }
        SettingsReader inner = new SettingsReader(value, name(field));
        T result = reading.apply(inner);
        inner.end();
        return result;
    }

    <T> List<T> objects(String field, Function<SettingsReader, T> reading) {
        JsonNode value = value(field);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray()) {
            throw wrong(field, "must be an array");
        }
        List<T> all = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            SettingsReader inner = new SettingsReader(value.get(i), name(field) + "[" + i + "]");
            all.add(reading.apply(inner));
            inner.end();
        }
        return List.copyOf(all);
    }

    /** A distinguished name, as it was written. */
    @Nullable
    String dn(String field) {
        String value = text(field);
        if (value != null && !DN.isValidDN(value)) {
            throw wrong(field, "must be a distinguished name, such as OU=People,DC=example,DC=com");
        }
        return value;
    }

    String requiredDn(String field) {
        String value = dn(field);
        if (value == null) {
            throw wrong(field, "is missing");
        }
        return value;
    }

    /** A search filter (RFC 4515), as it was written. */
    String filter(String field, String otherwise) {
        String value = text(field, otherwise);
        try {
            Filter.create(value);
            return value;
        } catch (LDAPException e) {
            throw wrong(field, "must be a search filter, such as (objectClass=person): " + e.getMessage());
        }
    }

    /** The name of an attribute (RFC 4512, with options). */
    String attribute(String field, String otherwise) {
        return attribute(field, text(field, otherwise), this);
    }

    static String attribute(String field, String value, SettingsReader reader) {
        if (!value.matches("[A-Za-z][A-Za-z0-9;-]{0,126}")) {
            throw reader.wrong(field, "must be the name of an attribute");
        }
        return value;
    }

    boolean has(String field) {
        return node.hasNonNull(field);
    }

    void end() {
        node.fieldNames().forEachRemaining(field -> {
            if (!read.contains(field)) {
                throw wrong(field, "is not known here. Is it mistyped?");
            }
        });
    }

    RegistryException wrong(String field, String what) {
        return refuse(name(field), what);
    }

    private @Nullable JsonNode value(String field) {
        read.add(field);
        return node.hasNonNull(field) ? node.get(field) : null;
    }

    private String name(String field) {
        return path.isEmpty() ? field : path + "." + field;
    }

    private static RegistryException refuse(String name, String what) {
        return new RegistryException(ErrorCode.REQUEST_INVALID, name + " " + what + ".").at(name);
    }
}
