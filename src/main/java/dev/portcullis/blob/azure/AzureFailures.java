package dev.portcullis.blob.azure;

import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobStorageException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;

/** What the store refuses or fails at, in the words of {@link dev.portcullis.blob.BlobStore}. */
final class AzureFailures {
    private AzureFailures() {}

    /** Waits for a request about this key; every failure is an {@link IOException}. */
    static <T> T await(String key, Mono<T> request) throws IOException {
        try {
            T answer = request.block(AzureConnection.ALL_TRIES);
            if (answer == null) {
                throw new IOException("Input/output error: the object store gave no answer for " + key);
            }
            return answer;
        } catch (RuntimeException e) {
            throw failure(key, e);
        }
    }

    /** {@link NoSuchFileException} where the store says that the key names nothing. */
    static IOException failure(String key, RuntimeException e) {
        Throwable cause = Exceptions.unwrap(e);
        if (cause instanceof BlobStorageException refused) {
            // A HEAD has no body, so the code is in a header, or there is none.
            if (refused.getStatusCode() == 404 && !BlobErrorCode.CONTAINER_NOT_FOUND.equals(refused.getErrorCode())) {
                NoSuchFileException missing = new NoSuchFileException(key);
                missing.initCause(e);
                return missing;
            }
            return new IOException(
                    "Input/output error: the object store answered " + refused.getStatusCode() + " "
                            + (refused.getErrorCode() == null ? "" : refused.getErrorCode()) + " for " + key
                            + hint(refused),
                    e);
        }
        return new IOException(
                "Input/output error: the object store was not reached for " + key + " (" + cause.getMessage() + ")", e);
    }

    static boolean is(IOException e, BlobErrorCode code) {
        return e.getCause() != null
                && Exceptions.unwrap(e.getCause()) instanceof BlobStorageException refused
                && code.equals(refused.getErrorCode());
    }

    private static String hint(BlobStorageException e) {
        return switch (e.getStatusCode()) {
            case 400 -> ". Compare the endpoint with the account's";
            case 401, 403 -> ". Compare the account, its key and its network rules with docs/storage.md";
            case 404 -> ". Create the container, or correct its name";
            default -> "";
        };
    }
}
