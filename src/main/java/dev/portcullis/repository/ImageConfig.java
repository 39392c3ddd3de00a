package dev.portcullis.repository;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an image says about itself in its config ("OCI Image Configuration" of the image spec). Whoever pushed the image
 * wrote it, so it is shown and nothing is decided on it.
 *
 * @param platform such as {@code linux/arm64/v8}; empty where it is not told
 */
public record ImageConfig(
        String platform,
        String created,
        String author,
        String user,
        String workingDirectory,
        List<String> entrypoint,
        List<String> command,
        List<String> environment,
        List<String> ports,
        Map<String, String> labels,
        List<Step> history) {
    /** Read no further: real configs have a few KiB. */
    static final int MAX_BYTES = 1 << 20;

    private static final ObjectMapper JSON = new ObjectMapper();

    public ImageConfig {
        entrypoint = List.copyOf(entrypoint);
        command = List.copyOf(command);
        environment = List.copyOf(environment);
        ports = List.copyOf(ports);
        labels = Map.copyOf(labels);
        history = List.copyOf(history);
    }

    /**
     * One line of the file the image was built from.
     *
     * @param empty whether it made no layer
     */
    public record Step(String instruction, boolean empty) {}

    /** The config in these bytes; null where they are no JSON object. */
    static @Nullable ImageConfig parse(byte[] content) {
        try {
            JsonNode root = JSON.readTree(content);
            return root == null || !root.isObject() ? null : of(root);
        } catch (JsonProcessingException e) {
            return null;
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory cannot fail to be read", e);
        }
    }

    private static ImageConfig of(JsonNode root) {
        JsonNode config = root.path("config");
        List<String> ports = new ArrayList<>();
        config.path("ExposedPorts").fieldNames().forEachRemaining(ports::add);
        Map<String, String> labels = new TreeMap<>();
        config.path("Labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        List<Step> history = new ArrayList<>();
        root.path("history")
                .forEach(step -> history.add(new Step(
                        step.path("created_by").asText(step.path("comment").asText("")),
                        step.path("empty_layer").asBoolean())));
        return new ImageConfig(
                platform(root),
                root.path("created").asText(""),
                root.path("author").asText(""),
                config.path("User").asText(""),
                config.path("WorkingDir").asText(""),
                texts(config.path("Entrypoint")),
                texts(config.path("Cmd")),
                texts(config.path("Env")),
                ports,
                labels,
                history);
    }

    /** {@code os/architecture/variant} of a config or of a descriptor's platform; empty where there is no os. */
    static String platform(JsonNode node) {
        String os = node.path("os").asText("");
        if (os.isEmpty()) {
            return "";
        }
        String variant = node.path("variant").asText("");
        return os + "/" + node.path("architecture").asText("?") + (variant.isEmpty() ? "" : "/" + variant);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
