package dev.portcullis.blob.remote;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;

/** Several requests at once. */
public final class Together {
    private static final int MOST = 16;
    private static final ThreadFactory THREADS =
            Thread.ofVirtual().name("store-", 0).factory();

    private Together() {}

    /** Runs the calls, {@value #MOST} at a time, and answers in their order. The first failure ends it. */
    public static <T> List<T> run(List<Callable<T>> calls) throws IOException {
        try (ExecutorService threads = Executors.newFixedThreadPool(Math.clamp(calls.size(), 1, MOST), THREADS)) {
            List<Future<T>> results = calls.stream().map(threads::submit).toList();
            try {
                return results.stream().map(Together::resultOf).toList();
            } catch (UncheckedIOException e) {
                threads.shutdownNow();
                throw e.getCause();
            }
        }
    }

    private static <T> T resultOf(Future<T> result) {
        try {
            return result.get();
        } catch (ExecutionException e) {
            throw new UncheckedIOException(e.getCause() instanceof IOException io ? io : new IOException(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted", e));
        }
    }
}
