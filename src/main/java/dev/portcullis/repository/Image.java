package dev.portcullis.repository;

import dev.portcullis.reference.ManifestDocument;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A manifest as people want to see it.
 *
 * @param size bytes of all that a client would fetch, manifests included; of an index of all its platforms together
 * @param platforms of an index its children, of an image the one it is for
 * @param config null for what is no image, and where the config is missing or too large
 */
public record Image(
        StoredManifest manifest,
        ManifestDocument document,
        long size,
        List<Platform> platforms,
        @Nullable ImageConfig config) {
    public Image {
        platforms = List.copyOf(platforms);
    }

    /**
     * One of the images of an index, or the one image itself.
     *
     * @param name such as {@code linux/amd64}; empty where it is not told
     * @param attestation whether it is no image but a statement about one of them, as buildx puts beside them
     * @param size as of an {@link Image}; 0 where the child is not here
     */
    public record Platform(String name, String digest, long size, boolean attestation) {}

    /** Whether it is an index: one name for the images of several platforms. */
    public boolean isIndex() {
        return document.kind() instanceof ManifestDocument.Kind.Index;
    }
}
