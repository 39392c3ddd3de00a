package dev.portcullis.health;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One thing that the registry cannot do without. Asked on a thread of its own and given up after a second: what hangs is
 * not well, and must not make the one who asks hang too.
 */
final class Probe {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final String name;
    private final Check check;
    private @Nullable CompletableFuture<@Nullable Void> running;

    /** Throws when the thing is not well. */
    @FunctionalInterface
    interface Check {
        void run() throws Exception;
    }

    Probe(String name, Check check) {
        this.name = name;
        this.check = check;
    }

    String name() {
        return name;
    }

    /** What is wrong, in a word or sentence without secrets; empty when all is well. */
    String ask() throws InterruptedException {
        try {
            start().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return "";
        } catch (ExecutionException failure) {
            return name + " failed";
        } catch (TimeoutException slow) {
            return name + " did not answer within " + PATIENCE.toMillis() + " ms";
        }
    }

    /** Joins a check that is still going on, so that a hang collects one thread and not one for each who asks. */
    private synchronized CompletableFuture<@Nullable Void> start() {
        if (running == null || running.isDone()) {
            CompletableFuture<@Nullable Void> result = new CompletableFuture<>();
            Thread.ofVirtual().name("probe " + name).start(() -> run(result));
            running = result;
        }
        return running;
    }

    private void run(CompletableFuture<@Nullable Void> result) {
        try {
            check.run();
            result.complete(null);
        } catch (Exception failure) {
            result.completeExceptionally(failure);
        }
    }
}
