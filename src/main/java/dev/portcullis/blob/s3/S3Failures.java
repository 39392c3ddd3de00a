package dev.portcullis.blob.s3;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What the store refuses or fails at, in the words of {@link dev.portcullis.blob.BlobStore}. */
final class S3Failures {
    private S3Failures() {}

    /** A request to the store. */
    @FunctionalInterface
    interface Request<T> {
        T send() throws IOException;
    }

    /** Sends a request about this key; every failure is an {@link IOException}. */
    static <T> T send(String key, Request<T> request) throws IOException {
        try {
            return request.send();
        } catch (SdkException e) {
            throw failure(key, e);
        }
    }

    /** {@link NoSuchFileException} where the store says that the key names nothing. */
    static IOException failure(String key, SdkException e) {
        if (e instanceof S3Exception s3) {
            if (s3.statusCode() == 404 && !"NoSuchBucket".equals(code(s3))) {
                NoSuchFileException missing = new NoSuchFileException(key);
                missing.initCause(e);
                return missing;
            }
            return new IOException(
                    "Input/output error: the object store answered " + s3.statusCode() + " " + code(s3) + " for " + key
                            + hint(s3),
                    e);
        }
        return new IOException(
                "Input/output error: the object store was not reached for " + key + " (" + e.getMessage() + ")", e);
    }

    static String code(S3Exception e) {
        return e.awsErrorDetails() == null || e.awsErrorDetails().errorCode() == null
                ? ""
                : e.awsErrorDetails().errorCode();
    }

    private static String hint(S3Exception e) {
        return switch (e.statusCode()) {
            case 301, 307, 400 -> ". Compare the region, the endpoint and the path style with the bucket's";
            case 401, 403 -> ". Compare the keys and the bucket's policy with docs/storage.md";
            case 404 -> ". Create the bucket, or correct its name";
            default -> "";
        };
    }
}
