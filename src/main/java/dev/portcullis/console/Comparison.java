package dev.portcullis.console;

import dev.portcullis.reference.Descriptor;
import dev.portcullis.reference.ManifestDocument;
import dev.portcullis.repository.Image;
import dev.portcullis.repository.ImageConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What two images have in common, and what not.
 *
 * @param done false before there is a second image
 * @param sharedSize bytes of the layers of both
 * @param facts what is said differently; without those that are the same
 */
public record Comparison(
        boolean done,
        boolean same,
        boolean indexes,
        long leftSize,
        long rightSize,
        long sharedSize,
        List<Part> onlyLeft,
        List<Part> onlyRight,
        List<Fact> facts) {
    static final Comparison NONE = new Comparison(false, false, false, 0, 0, 0, List.of(), List.of(), List.of());

    public Comparison {
        onlyLeft = List.copyOf(onlyLeft);
        onlyRight = List.copyOf(onlyRight);
        facts = List.copyOf(facts);
    }

    /** A layer. */
    public record Part(String digest, long size) {}

    /** Something that the two say differently. */
    public record Fact(String name, String left, String right) {}

    static Comparison of(Image left, Image right) {
        Map<String, Part> lefts = parts(left);
        Map<String, Part> rights = parts(right);
        long shared = lefts.values().stream()
                .filter(part -> rights.containsKey(part.digest()))
                .mapToLong(Part::size)
                .sum();
        return new Comparison(
                true,
                left.manifest().digest().equals(right.manifest().digest()),
                left.isIndex() || right.isIndex(),
                left.size(),
                right.size(),
                shared,
                without(lefts, rights),
                without(rights, lefts),
                facts(facts(left), facts(right)));
    }

    private static Map<String, Part> parts(Image image) {
        List<Descriptor> layers = switch (image.document().kind()) {
            case ManifestDocument.Kind.Image one -> one.layers();
            case ManifestDocument.Kind.Artifact artifact -> artifact.blobs();
            case ManifestDocument.Kind.Index index -> index.children();
        };
        Map<String, Part> parts = new LinkedHashMap<>();
        layers.forEach(layer ->
                parts.put(layer.digest().toString(), new Part(layer.digest().toString(), layer.size())));
        return parts;
    }

    private static List<Part> without(Map<String, Part> some, Map<String, Part> others) {
        return some.values().stream()
                .filter(part -> !others.containsKey(part.digest()))
                .toList();
    }

    private static List<Fact> facts(Map<String, String> left, Map<String, String> right) {
        Set<String> names = new LinkedHashSet<>(left.keySet());
        names.addAll(right.keySet());
        List<Fact> facts = new ArrayList<>();
        for (String name : names) {
            String one = left.getOrDefault(name, "");
            String other = right.getOrDefault(name, "");
            if (!one.equals(other)) {
                facts.add(new Fact(name, one, other));
            }
        }
        return facts;
    }

    /** Under the names that the image spec gives them. */
    private static Map<String, String> facts(Image image) {
        Map<String, String> facts = new LinkedHashMap<>();
        ImageConfig config = image.config();
        if (config != null) {
            facts.put("platform", config.platform());
            facts.put("User", config.user());
            facts.put("WorkingDir", config.workingDirectory());
            facts.put("Entrypoint", String.join(" ", config.entrypoint()));
            facts.put("Cmd", String.join(" ", config.command()));
            facts.put("ExposedPorts", String.join(", ", config.ports()));
            config.environment().forEach(variable -> {
                int equal = variable.indexOf('=');
                facts.put(
                        "Env " + (equal < 0 ? variable : variable.substring(0, equal)),
                        equal < 0 ? "" : variable.substring(equal + 1));
            });
            config.labels().forEach((name, value) -> facts.put("Label " + name, value));
        }
        return facts;
    }
}
