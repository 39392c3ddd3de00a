package dev.portcullis.error;

/**
 * The register of failures: the code a client sees, the HTTP status and the sentence used when the thrower has none
 * of its own. The first block is the table "Error Codes" of the distribution spec; the second is the field's common
 * additions; codes are never renamed.
 */
public enum ErrorCode {
    BLOB_UNKNOWN(404, "This repository has no blob of that digest."),
    BLOB_UPLOAD_INVALID(400, "The upload is not valid."),
    BLOB_UPLOAD_UNKNOWN(
            404, "There is no such upload here: it was finished, cancelled, or has expired. Start a new one."),
    DIGEST_INVALID(400, "The digest is malformed, or is not the digest of the content."),
    MANIFEST_BLOB_UNKNOWN(404, "The manifest refers to content that this repository does not have. Push it first."),
    MANIFEST_INVALID(400, "The manifest is not valid."),
    MANIFEST_UNKNOWN(404, "This repository has no manifest of that tag or digest."),
    NAME_INVALID(400, "The repository name is not valid."),
    NAME_UNKNOWN(404, "There is no such repository, or you may not see it."),
    SIZE_INVALID(400, "The content is not as long as was announced."),
    UNAUTHORIZED(401, "Sign in first: docker login, then try again."),
    DENIED(403, "You may not do that here."),
    UNSUPPORTED(405, "This operation is not supported."),
    TOOMANYREQUESTS(429, "Too many requests. Wait a moment, then try again."),

    TAG_INVALID(400, "The tag is not valid."),
    PAGINATION_NUMBER_INVALID(400, "n must be a whole number from 0 to 1000."),
    RANGE_INVALID(416, "The range is not where the upload stands, or lies outside of the content."),
    MANIFEST_REFERENCED(409, "An index in this repository still refers to this content. Delete the index first."),
    CONTENT_TOO_LARGE(413, "The content is larger than this registry accepts."),
    REQUEST_INVALID(400, "The request is not valid."),
    CONFLICT(409, "This is taken, or was changed by somebody else meanwhile."),
    NOT_FOUND(404, "There is nothing at this address."),
    INSUFFICIENT_STORAGE(507, "The registry's storage is full. Nothing was stored; tell the administrator."),
    UNAVAILABLE(503, "The registry cannot do this right now. Try again in a few seconds."),
    UNKNOWN(500, "The registry failed. The request id finds the reason in its log.");

    private final int status;
    private final String sentence;

    ErrorCode(int status, String sentence) {
        this.status = status;
        this.sentence = sentence;
    }

    /** The HTTP status that goes with this code. */
    public int status() {
        return status;
    }

    /** What is told when nothing more precise is known. */
    public String sentence() {
        return sentence;
    }
}
