package dev.portcullis.repository;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.error.Causes;
import dev.portcullis.error.RegistryException;
import dev.portcullis.reference.Descriptor;
import dev.portcullis.reference.Digest;
import dev.portcullis.reference.ManifestDocument;
import dev.portcullis.reference.Reference;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what manifests and configs tell people: platforms, sizes, how the image was made. */
@Singleton
public class Images {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Of an index with more children than this the rest is left out: pages are for people. */
    private static final int MOST_PLATFORMS = 50;

    /** Lists show the same images again and again; what a digest names never changes. */
    private static final int REMEMBERED = 2_000;
    /** Larger ones are read anew: they are rare, and would take the memory of many. */
    private static final int SMALL = 16 << 10;

    private record Key(long repositoryId, Digest digest, String mediaType) {}

    private final Cache<Key, Image> remembered =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    private final Manifests manifests;
    private final BlobLinks links;
    private final BlobContents contents;

    Images(Manifests manifests, BlobLinks links, BlobContents contents) {
        this.manifests = manifests;
        this.links = links;
        this.contents = contents;
    }

    /** The image of a tag or digest. */
    public Optional<Image> find(long repositoryId, Reference reference) {
        return manifests.find(repositoryId, reference).map(manifest -> read(repositoryId, manifest));
    }

    /** What this manifest of the repository is. */
    Image read(long repositoryId, StoredManifest manifest) {
        Key key = new Key(repositoryId, manifest.digest(), manifest.mediaType());
        Image known = remembered.getIfPresent(key);
        if (known != null) {
            return known;
        }
        Image image = parse(repositoryId, manifest);
        // One without its config may get it back; an index may be pushed before all of its children are.
        boolean settled = image.config() != null && manifest.content().length <= SMALL;
        if (settled) {
            remembered.put(key, image);
        }
        return image;
    }

    private Image parse(long repositoryId, StoredManifest manifest) {
        ManifestDocument document = ManifestDocument.parse(manifest.content(), manifest.mediaType());
        return switch (document.kind()) {
            case ManifestDocument.Kind.Image image -> image(repositoryId, manifest, document, image);
            case ManifestDocument.Kind.Index _ -> index(repositoryId, manifest, document);
            case ManifestDocument.Kind.Artifact artifact ->
                new Image(manifest, document, sum(manifest, artifact.blobs()), List.of(), null);
        };
    }

    private Image image(
            long repositoryId, StoredManifest manifest, ManifestDocument document, ManifestDocument.Kind.Image image) {
        ImageConfig config = config(repositoryId, image.config());
        long size = sum(manifest, image.layers()) + image.config().size();
        String platform = config == null ? "" : config.platform();
        List<Image.Platform> platforms = platform.isEmpty()
                ? List.of()
                : List.of(new Image.Platform(platform, manifest.digest().toString(), size, false));
        return new Image(manifest, document, size, platforms, config);
    }

    private Image index(long repositoryId, StoredManifest manifest, ManifestDocument document) {
        List<Image.Platform> platforms = new ArrayList<>();
        long size = manifest.content().length;
        for (JsonNode child : children(manifest)) {
            long childSize = size(repositoryId, child.path("digest").asText());
            size += childSize;
            boolean attestation = "attestation-manifest"
                    .equals(child.path("annotations")
                            .path("vnd.docker.reference.type")
                            .asText());
            platforms.add(new Image.Platform(
                    ImageConfig.platform(child.path("platform")),
                    child.path("digest").asText(),
                    childSize,
                    attestation));
        }
        return new Image(manifest, document, size, platforms, null);
    }

    private static List<JsonNode> children(StoredManifest manifest) {
        try {
            List<JsonNode> children = new ArrayList<>();
            JSON.readTree(manifest.content()).path("manifests").forEach(children::add);
            return children.subList(0, Math.min(children.size(), MOST_PLATFORMS));
        } catch (IOException e) {
            throw new IllegalStateException("was parsed before it was stored", e);
        }
    }

    private long size(long repositoryId, String digest) {
        return manifests
                .find(repositoryId, new Reference.ByDigest(Digest.parse(digest)))
                .map(child -> switch (ManifestDocument.parse(child.content(), child.mediaType())
                        .kind()) {
                    case ManifestDocument.Kind.Image image ->
                        sum(child, image.layers()) + image.config().size();
                    case ManifestDocument.Kind.Index _ -> (long) child.content().length;
                    case ManifestDocument.Kind.Artifact artifact -> sum(child, artifact.blobs());
                })
                .orElse(0L);
    }

    private static long sum(StoredManifest manifest, List<Descriptor> blobs) {
        return manifest.content().length
                + blobs.stream().mapToLong(Descriptor::size).sum();
    }

    private @Nullable ImageConfig config(long repositoryId, Descriptor descriptor) {
        if (!descriptor.mediaType().endsWith("+json") || descriptor.size() > ImageConfig.MAX_BYTES) {
            return null;
        }
        LinkedBlob blob = links.find(repositoryId, descriptor.digest()).orElse(null);
        if (blob == null || blob.size() > ImageConfig.MAX_BYTES) {
            return null;
        }
        try {
            byte[] small = contents.small(blob);
            return ImageConfig.parse(small == null ? whole(blob) : small);
        } catch (RegistryException damaged) {
            // The page is still worth showing; whoever pulls is told.
            return null;
        } catch (IOException e) {
            throw Causes.storage(e);
        }
    }

    private byte[] whole(LinkedBlob blob) throws IOException {
        try (InputStream in = contents.open(blob).stream(0, blob.size())) {
            return in.readNBytes((int) blob.size());
        }
    }
}
