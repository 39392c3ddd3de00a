package dev.portcullis.cli;

import java.util.concurrent.CountDownLatch;

/**
 * Ends the process with the command's own code also when a signal asked for the end. Left alone, Java answers SIGTERM
 * with 143, which a supervisor takes for a failure.
 */
final class Shutdown {
    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile int code = Main.FAILED;

    private Shutdown() {}

    static Shutdown install() {
        Shutdown shutdown = new Shutdown();
        Runtime.getRuntime().addShutdownHook(new Thread(shutdown::await, "exit code"));
        return shutdown;
    }

    /** The end of the main thread, whether a signal led here or not. */
    void exit(int result) {
        code = result;
        finished.countDown();
        System.exit(result);
    }

    /** Quarkus' own hook makes the main thread leave; when that has stopped everything, nothing is left to wait for. */
    private void await() {
        try {
            finished.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        System.out.flush();
        System.err.flush();
        Runtime.getRuntime().halt(code);
    }
}
