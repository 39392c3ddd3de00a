package dev.portcullis.reference;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.reference.ManifestDocument.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one manifest; the rules are those of {@link ManifestDocument}. Lives for one parse. */
final class ManifestParser {
    private static final String WITHDRAWN_ARTIFACT = "application/vnd.oci.artifact.manifest.v1+json";

    private static final Set<String> FIELDS = Set.of(
            "schemaVersion",
            "mediaType",
            "artifactType",
            "config",
            "layers",
            "blobs",
            "manifests",
            "fsLayers",
            "subject",
            "annotations");

    /** RFC 6838, 4.2. It goes into a response header, so nothing else may pass. */
    private static final Pattern MEDIA_TYPE =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}");

    private final String mediaType;
    private final DescriptorReader descriptors;
    private final StrictJson json;

    private final Set<String> named = new HashSet<>();
    private final Set<String> present = new HashSet<>();
    private final Map<String, String> annotations = new LinkedHashMap<>();
    private final List<Descriptor> layers = new ArrayList<>();
    private final List<Descriptor> blobs = new ArrayList<>();
    private final List<Descriptor> children = new ArrayList<>();
    private @Nullable Descriptor config;
    private @Nullable Descriptor subject;
    private @Nullable String artifactType;

    private ManifestParser(String mediaType, StrictJson json) {
        this.mediaType = mediaType;
        this.json = json;
        this.descriptors = new DescriptorReader(json);
    }

    static ManifestDocument parse(byte[] content, @Nullable String contentType) {
        if (content.length > ManifestDocument.MAX_BYTES) {
            throw new RegistryException(
                    ErrorCode.CONTENT_TOO_LARGE, "A manifest has at most " + ManifestDocument.MAX_BYTES + " bytes.");
        }
        String type = mediaType(content, contentType);
        return switch (type) {
            case MediaType.DOCKER_SCHEMA1, MediaType.DOCKER_SCHEMA1_SIGNED ->
                throw StrictJson.invalid(
                        "Docker schema 1 is not stored: it was withdrawn in 2017. Pull the image with a"
                                + " current docker or skopeo and push it again; they send schema 2 or OCI.");
            case MediaType.OCI_MANIFEST, MediaType.DOCKER_MANIFEST, MediaType.OCI_INDEX, MediaType.DOCKER_LIST ->
                readStrictly(content, type);
            case WITHDRAWN_ARTIFACT -> readStrictly(content, type);
            default -> opaque(content, type);
        };
    }

    private static String mediaType(byte[] content, @Nullable String contentType) {
        String type = contentType;
        if (type == null || type.isBlank()) {
            type = StrictJson.claimedMediaType(content, null);
            if (type == null) {
                throw StrictJson.invalid("Send the manifest's media type as Content-Type.");
            }
        }
        int semicolon = type.indexOf(';');
        type = (semicolon < 0 ? type : type.substring(0, semicolon)).strip();
        if (!MEDIA_TYPE.matcher(type).matches()) {
            throw StrictJson.invalid("Content-Type", "\"" + StrictJson.quote(type) + "\" is not a media type.");
        }
        String lower = type.toLowerCase(Locale.ROOT);
        return switch (lower) {
            case MediaType.OCI_MANIFEST,
                    MediaType.OCI_INDEX,
                    MediaType.DOCKER_MANIFEST,
                    MediaType.DOCKER_LIST,
                    MediaType.DOCKER_SCHEMA1,
                    MediaType.DOCKER_SCHEMA1_SIGNED,
                    WITHDRAWN_ARTIFACT -> lower;
            default -> type;
        };
    }

    private static ManifestDocument opaque(byte[] content, String type) {
        String claimed = StrictJson.claimedMediaType(content, type);
        if (claimed != null && !claimed.equals(type)) {
            throw otherType(claimed, type);
        }
        return new ManifestDocument(type, new Kind.Artifact(List.of()), null, null, Map.of());
    }

    private static ManifestDocument readStrictly(byte[] content, String type) {
        ManifestDocument[] result = new ManifestDocument[1];
        StrictJson.read(content, json -> result[0] = new ManifestParser(type, json).document());
        return result[0];
    }

    private ManifestDocument document() throws IOException {
        json.object("The manifest", FIELDS, this::field);
        Kind kind = kind();
        if (artifactType == null && kind instanceof Kind.Image image) {
            artifactType = image.config().mediaType();
        }
        return new ManifestDocument(mediaType, kind, artifactType, subject, Collections.unmodifiableMap(annotations));
    }

    private void field(String name) throws IOException {
        named.add(name);
        if (json.isNull()) {
            return; // what Go writes for an empty list
        }
        present.add(name);
        switch (name) {
            case "schemaVersion" -> schemaVersion();
            case "mediaType" -> bodyMediaType();
            case "artifactType" -> artifactType = descriptors.artifactType(name);
            case "config" -> config = descriptors.read(name);
            case "subject" -> subject = descriptors.read(name);
            case "layers" -> list(name, ManifestDocument.MAX_LAYERS, layers);
            case "blobs" -> list(name, ManifestDocument.MAX_LAYERS, blobs);
            case "manifests" -> list(name, ManifestDocument.MAX_CHILDREN, children);
            case "annotations" -> json.entries(name, key -> annotations.put(key, json.text("annotations")));
            default -> throw StrictJson.invalid("fsLayers", "This is a field of Docker schema 1, which is not stored.");
        }
    }

    private void list(String name, int limit, List<Descriptor> into) throws IOException {
        json.array(name, limit, where -> into.add(descriptors.read(where)));
    }

    private void schemaVersion() throws IOException {
        long version = json.count("schemaVersion");
        if (version != 2) {
            throw StrictJson.invalid("schemaVersion", "This must be 2.");
        }
    }

    private void bodyMediaType() throws IOException {
        String claimed = json.text("mediaType");
        if (!claimed.equals(mediaType)) {
            throw otherType(claimed, mediaType);
        }
    }

    private Kind kind() {
        return switch (mediaType) {
            case MediaType.OCI_INDEX, MediaType.DOCKER_LIST -> {
                require("schemaVersion", present);
                require("manifests", named);
                refuse("config", "layers");
                yield new Kind.Index(children);
            }
            case WITHDRAWN_ARTIFACT -> {
                refuse("config", "layers", "manifests");
                yield new Kind.Artifact(blobs);
            }
            default -> {
                require("schemaVersion", present);
                require("layers", named);
                refuse("manifests");
                if (config == null) {
                    throw StrictJson.invalid("config", "This is missing.");
                }
                yield new Kind.Image(config, layers);
            }
        };
    }

    private static void require(String name, Set<String> fields) {
        if (!fields.contains(name)) {
            throw StrictJson.invalid(name, "This is missing.");
        }
    }

    private void refuse(String... names) {
        for (String name : names) {
            if (present.contains(name)) {
                throw StrictJson.invalid(
                        name, "A manifest is either an image or an index; " + mediaType + " does not have this field.");
            }
        }
    }

    private static RegistryException otherType(String claimed, String type) {
        return StrictJson.invalid(
                "mediaType",
                "The manifest says \"" + StrictJson.quote(claimed) + "\", the Content-Type says \"" + type
                        + "\". They must be equal.");
    }
}
