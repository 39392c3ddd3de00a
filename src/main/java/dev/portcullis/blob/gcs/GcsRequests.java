package dev.portcullis.blob.gcs;

import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.http.HttpResponseException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Sends requests, repeats them, and tells failures in the words of {@link dev.portcullis.blob.BlobStore}. */
final class GcsRequests {
    private static final int MOST_TRIES = 6;
    private static final Duration ALL_TRIES = Duration.ofMinutes(5);
    private static final long FIRST_PAUSE_MILLIS = 250;
    private static final Set<Integer> REPEATED = Set.of(408, 429, 500, 502, 503, 504);

    private static final String NO_BUCKET = ". Create the bucket, or correct its name";

    private GcsRequests() {}

    /** A request, made anew for each try. */
    @FunctionalInterface
    interface Request<T> {
        T send() throws IOException;
    }

    /** Sends a request about this key, {@value #MOST_TRIES} times at most; every failure is an {@link IOException}. */
    static <T> T send(String key, Request<T> request) throws IOException {
        long end = System.nanoTime() + ALL_TRIES.toNanos();
        for (int tries = 1; ; tries++) {
            try {
                return request.send();
            } catch (IOException e) {
                if (tries == MOST_TRIES || !isPassing(e) || System.nanoTime() > end) {
                    throw failure(key, e);
                }
                pause(tries);
            } catch (RuntimeException e) {
                throw failure(key, e);
            }
        }
    }

    /** Sends a request that names nothing that could be missing but the bucket. */
    static <T> T sendToBucket(String key, Request<T> request) throws IOException {
        try {
            return send(key, request);
        } catch (NoSuchFileException e) {
            throw new IOException("Input/output error: the object store answered 404 for " + key + NO_BUCKET, e);
        }
    }

    private static boolean isPassing(IOException e) {
        if (Thread.currentThread().isInterrupted()) {
            return false;
        }
        return !(e instanceof HttpResponseException refused) || REPEATED.contains(refused.getStatusCode());
    }

    private static void pause(int tries) throws IOException {
        long most = FIRST_PAUSE_MILLIS << tries;
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(most / 2, most));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** {@link NoSuchFileException} where the store says that the key names nothing. */
    static IOException failure(String key, Exception e) {
        if (e instanceof HttpResponseException refused) {
            if (refused.getStatusCode() == 404 && !told(refused).contains("bucket does not exist")) {
                NoSuchFileException missing = new NoSuchFileException(key);
                missing.initCause(e);
                return missing;
            }
            return new IOException(
                    "Input/output error: the object store answered " + refused.getStatusCode() + " for " + key + " ("
                            + told(refused) + ")" + hint(refused),
                    e);
        }
        return new IOException(
                "Input/output error: the object store was not reached for " + key + " (" + e.getMessage() + ")", e);
    }

    private static String told(HttpResponseException e) {
        return e instanceof GoogleJsonResponseException json && json.getDetails() != null
                ? String.valueOf(json.getDetails().getMessage())
                : String.valueOf(e.getStatusMessage());
    }

    private static String hint(HttpResponseException e) {
        return switch (e.getStatusCode()) {
            case 401, 403 -> ". Compare the service account's roles on the bucket with docs/storage.md";
            case 404 -> NO_BUCKET;
            default -> "";
        };
    }
}
