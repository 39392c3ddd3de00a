package dev.portcullis.reference;

/** The media types that the registry looks into; anything else is an artifact and passes unseen. */
public final class MediaType {
    public static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    public static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
    public static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
    public static final String DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
    public static final String DOCKER_SCHEMA1 = "application/vnd.docker.distribution.manifest.v1+json";
    public static final String DOCKER_SCHEMA1_SIGNED = "application/vnd.docker.distribution.manifest.v1+prettyjws";
    public static final String OCTET_STREAM = "application/octet-stream";
    /** The longest media type in characters: RFC 6838 gives each half 127. */
    public static final int MAX_LENGTH = 255;

    private MediaType() {}

    /** The media type of a {@code Content-Type}, without its parameters, in lower case. */
    public static String bare(String contentType) {
        int semicolon = contentType.indexOf(';');
        String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
        return type.strip().toLowerCase(java.util.Locale.ROOT);
    }

    /**
     * Whether a layer of this type may be absent: it is fetched from elsewhere ("non-distributable" of the image
     * spec, Docker's "foreign").
     */
    public static boolean isNonDistributable(String type) {
        return type.startsWith("application/vnd.oci.image.layer.nondistributable.")
                || type.startsWith("application/vnd.docker.image.rootfs.foreign.");
    }
}
