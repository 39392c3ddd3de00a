package dev.portcullis.reference;

import dev.portcullis.error.RegistryException;
import java.io.IOException;
import java.util.Base64;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads descriptors out of a manifest. A digest that this registry cannot verify is refused wherever it stands. */
final class DescriptorReader {
    private static final Set<String> FIELDS =
            Set.of("mediaType", "digest", "size", "artifactType", "data", "urls", "annotations", "platform");

    private final StrictJson json;

    DescriptorReader(StrictJson json) {
        this.json = json;
    }

    /** Reads the descriptor that begins here. */
    Descriptor read(String where) throws IOException {
        Fields fields = new Fields();
        json.object(where, FIELDS, name -> field(where + "." + name, name, fields));
        String mediaType = required(fields.mediaType, where, "mediaType");
        Digest digest = required(fields.digest, where, "digest");
        long size = required(fields.size, where, "size");
        if (fields.data != null && (fields.data.length != size || !matches(digest, fields.data))) {
            throw StrictJson.invalid(where + ".data", "This is not the content of that size and digest.");
        }
        return new Descriptor(mediaType, digest, size, fields.artifactType);
    }

    /** An artifact type; null when it is empty, which the distribution spec treats as missing. */
    @Nullable
    String artifactType(String where) throws IOException {
        String text = json.text(where);
        return text.isEmpty() ? null : printable(where, text);
    }

    private void field(String where, String name, Fields into) throws IOException {
        switch (name) {
            case "mediaType" -> into.mediaType = printable(where, json.text(where));
            case "digest" -> into.digest = digest(where);
            case "size" -> into.size = json.count(where);
            case "artifactType" -> into.artifactType = json.isNull() ? null : artifactType(where);
            case "data" -> into.data = json.isNull() ? null : data(where);
            default -> json.skip();
        }
    }

    private Digest digest(String where) throws IOException {
        try {
            return Digest.parse(json.text(where));
        } catch (RegistryException e) {
            throw StrictJson.invalid(where, Objects.requireNonNullElse(e.getMessage(), "This is not a digest."));
        }
    }

    private byte[] data(String where) throws IOException {
        try {
            return Base64.getDecoder().decode(json.text(where));
        } catch (IllegalArgumentException e) {
            throw StrictJson.invalid(where, "This is not base64.");
        }
    }

    /** Artifacts carry types that RFC 6838 would not allow, so only what harms is refused: control characters, length. */
    private static String printable(String where, String type) {
        if (type.isBlank()
                || type.length() > MediaType.MAX_LENGTH
                || !type.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw StrictJson.invalid(
                    where, "A media type has 1 to " + MediaType.MAX_LENGTH + " printable ASCII characters.");
        }
        return type;
    }

    private static boolean matches(Digest digest, byte[] data) {
        return Digest.of(digest.algorithm(), data).equals(digest);
    }

    private static <T> T required(@Nullable T value, String where, String name) {
        if (value == null) {
            throw StrictJson.invalid(where + "." + name, "This is missing.");
        }
        return value;
    }

    private static final class Fields {
        private @Nullable String mediaType;
        private @Nullable Digest digest;
        private @Nullable Long size;
        private @Nullable String artifactType;
        private byte @Nullable [] data;
    }
}
