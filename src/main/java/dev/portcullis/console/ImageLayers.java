package dev.portcullis.console;

import dev.portcullis.reference.Descriptor;
import dev.portcullis.reference.ManifestDocument;
import dev.portcullis.repository.Image;
import dev.portcullis.repository.ImageConfig;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The layers of an image beside the instructions that made them. */
final class ImageLayers {
    private ImageLayers() {}

    /**
     * An instruction, with the layer that it made.
     *
     * @param instruction empty where the image does not tell
     * @param digest null for an instruction that made no layer
     */
    public record Row(
            String instruction,
            @Nullable String digest,
            @Nullable String mediaType,
            long size) {}

    /** In the order in which they were made. Those who wrote the history may have left some of it away. */
    static List<Row> of(Image image) {
        List<Descriptor> layers = switch (image.document().kind()) {
            case ManifestDocument.Kind.Image one -> one.layers();
            case ManifestDocument.Kind.Artifact artifact -> artifact.blobs();
            case ManifestDocument.Kind.Index _ -> List.of();
        };
        ImageConfig config = image.config();
        List<Row> rows = new ArrayList<>();
        int next = 0;
        for (ImageConfig.Step step : config == null ? List.<ImageConfig.Step>of() : config.history()) {
            if (step.empty()) {
                rows.add(new Row(shortened(step.instruction()), null, null, 0));
            } else if (next < layers.size()) {
                rows.add(row(shortened(step.instruction()), layers.get(next)));
                next++;
            }
        }
        layers.subList(next, layers.size()).forEach(layer -> rows.add(row("", layer)));
        return rows;
    }

    private static Row row(String instruction, Descriptor layer) {
        return new Row(instruction, layer.digest().toString(), layer.mediaType(), layer.size());
    }

    /** Without what the classic builder puts in front of each. */
    private static String shortened(String instruction) {
        return instruction
                .replaceFirst("^/bin/sh -c #\\(nop\\)\\s+", "")
                .replaceFirst("^/bin/sh -c ", "RUN ")
                .replaceFirst("\\s+# buildkit$", "");
    }
}
