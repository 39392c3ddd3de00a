package dev.portcullis.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Takes single settings out of a tree and puts them back. A path such as {@code users.0.base} goes through objects and
 * the first element of a list; what is empty afterwards is not left behind.
 */
final class SettingsTree {
    private SettingsTree() {}

    /** The value there, which is no longer in the tree; null where there is none. */
    static @Nullable JsonNode take(ObjectNode root, String path) {
        return take(root, path.split("\\.", -1), 0);
    }

    private static @Nullable JsonNode take(JsonNode at, String[] steps, int index) {
        JsonNode next = at instanceof ArrayNode list ? list.get(0) : at.get(steps[index]);
        if (next == null) {
            return null;
        }
        if (index == steps.length - 1) {
            return at instanceof ObjectNode object ? object.remove(steps[index]) : null;
        }
        JsonNode taken = take(next, steps, index + 1);
        if (taken != null && next.isEmpty()) {
            if (at instanceof ObjectNode object) {
                object.remove(steps[index]);
            } else if (at.size() == 1) {
                // The first of several stays, empty, so that the others keep their places.
                ((ArrayNode) at).remove(0);
            }
        }
        return taken;
    }

    /** Puts a value there; {@link ErrorCode#REQUEST_INVALID} where something stands already, or nothing can. */
    static void put(ObjectNode root, String path, JsonNode value) {
        String[] steps = path.split("\\.", -1);
        JsonNode at = root;
        for (int i = 0; i < steps.length - 1; i++) {
            at = step(at, steps[i], steps[i + 1].equals("0"), path);
        }
        String last = steps[steps.length - 1];
        if (!(at instanceof ObjectNode object) || object.hasNonNull(last)) {
            throw refused(path);
        }
        object.set(last, value);
    }

    private static JsonNode step(JsonNode at, String name, boolean list, String path) {
        if (at instanceof ArrayNode array) {
            return array.isEmpty() ? array.addObject() : array.get(0);
        }
        if (!(at instanceof ObjectNode object)) {
            throw refused(path);
        }
        if (!object.hasNonNull(name)) {
            return list ? object.putArray(name) : object.putObject(name);
        }
        return object.get(name);
    }

    /** A null says no more than a field that is not there. */
    static void dropNulls(JsonNode at) {
        for (Iterator<JsonNode> values = at.elements(); values.hasNext(); ) {
            JsonNode value = values.next();
            if (value.isNull() && at instanceof ObjectNode) {
                values.remove();
            } else {
                dropNulls(value);
            }
        }
    }

    private static RegistryException refused(String path) {
        return new RegistryException(
                        ErrorCode.REQUEST_INVALID,
                        path.replace(".0", "[0]") + " has a field of its own: it cannot stand in the other settings.")
                .at(path);
    }
}
