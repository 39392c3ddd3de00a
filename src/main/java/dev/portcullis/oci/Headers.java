package dev.portcullis.oci;

/** Header names of the distribution spec and of HTTP that JAX-RS has no constant for. */
final class Headers {
    static final String DOCKER_CONTENT_DIGEST = "Docker-Content-Digest";
    static final String DOCKER_UPLOAD_UUID = "Docker-Upload-UUID";
    static final String CONTENT_RANGE = "Content-Range";
    static final String RANGE = "Range";
    static final String IF_RANGE = "If-Range";
    static final String ACCEPT_RANGES = "Accept-Ranges";
    static final String OCI_SUBJECT = "OCI-Subject";
    static final String OCI_TAG = "OCI-Tag";
    static final String OCI_FILTERS_APPLIED = "OCI-Filters-Applied";

    private Headers() {}
}
