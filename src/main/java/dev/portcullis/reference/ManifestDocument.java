package dev.portcullis.reference;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A manifest that was read strictly: one body has one meaning, whoever reads it (GHSA-qq97). The bytes themselves are
 * kept by the caller and never rewritten, so that unknown fields live on and the digest holds.
 *
 * @param mediaType what the content is served back as
 * @param artifactType as the referrers list shows it: the manifest's own, or else the media type of an image's config
 * @param subject the manifest that this one says something about; it need not exist
 */
public record ManifestDocument(
        String mediaType,
        Kind kind,
        @Nullable String artifactType,
        @Nullable Descriptor subject,
        Map<String, String> annotations) {

    /** The largest manifest in bytes. The distribution spec asks every registry to take at least this much. */
    public static final int MAX_BYTES = 4 << 20;

    /** Docker runs at most 127 layers; models and file sets use more. */
    public static final int MAX_LAYERS = 1_000;

    /** The most children of one index. */
    public static final int MAX_CHILDREN = 1_000;

    /** How deep objects and arrays may nest. */
    public static final int MAX_DEPTH = 64;

    /** The longest string, in characters. */
    public static final int MAX_STRING = 1 << 20;

    /** The most tokens (names, values, brackets), so that 4 MiB of brackets do not become 4 million objects in memory. */
    public static final int MAX_TOKENS = 200_000;

    /** What the manifest refers to. */
    public sealed interface Kind {
        /** An image: OCI manifest (also of artifacts such as charts and signatures) or Docker schema 2. */
        record Image(Descriptor config, List<Descriptor> layers) implements Kind {
            public Image {
                layers = List.copyOf(layers);
            }
        }

        /** An OCI index or a Docker manifest list. */
        record Index(List<Descriptor> children) implements Kind {
            public Index {
                children = List.copyOf(children);
            }
        }

        /**
         * Anything else, kept as opaque bytes without references. Only the OCI artifact manifest, withdrawn before
         * 1.1 but pushed by ORAS and Notation of that time, is read: otherwise the collector would take its blobs.
         */
        record Artifact(List<Descriptor> blobs) implements Kind {
            public Artifact {
                blobs = List.copyOf(blobs);
            }
        }
    }

    /**
     * Reads a manifest.
     *
     * @param contentType the request's {@code Content-Type}; parameters are ignored. Without one the body's own counts.
     * @throws dev.portcullis.error.RegistryException MANIFEST_INVALID, with a sentence that tells where
     */
    public static ManifestDocument parse(byte[] content, @Nullable String contentType) {
        return ManifestParser.parse(content, contentType);
    }

    /** The blobs that the repository must link before it takes this manifest, each once. */
    public List<Descriptor> requiredBlobs() {
        return once(blobs().filter(blob -> !MediaType.isNonDistributable(blob.mediaType())));
    }

    /** The layers that clients fetch from elsewhere and that may be absent here, each once. */
    public List<Descriptor> skippableBlobs() {
        return once(blobs().filter(blob -> MediaType.isNonDistributable(blob.mediaType())));
    }

    /** The manifests that an index refers to, each once. */
    public List<Descriptor> children() {
        return kind instanceof Kind.Index(List<Descriptor> children) ? once(children.stream()) : List.of();
    }

    private Stream<Descriptor> blobs() {
        return switch (kind) {
            case Kind.Image image -> Stream.concat(Stream.of(image.config()), image.layers().stream());
            case Kind.Index _ -> Stream.of();
            case Kind.Artifact artifact -> artifact.blobs().stream();
        };
    }

    /** Images repeat layers (the empty one most often), and rows may not repeat. */
    private static List<Descriptor> once(Stream<Descriptor> descriptors) {
        Map<Digest, Descriptor> byDigest = new LinkedHashMap<>();
        descriptors.forEach(descriptor -> byDigest.putIfAbsent(descriptor.digest(), descriptor));
        return List.copyOf(byDigest.values());
    }
}
