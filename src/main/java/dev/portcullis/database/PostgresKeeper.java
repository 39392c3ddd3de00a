package dev.portcullis.database;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Starts PostgreSQL again when it has ended by itself. It does so when its disk is full: it cannot write its log, stops
 * at once, and needs room to recover.
 */
final class PostgresKeeper implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(PostgresKeeper.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Server server;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    /** The server to be kept. */
    interface Server {
        boolean runs() throws IOException;

        void startAgain() throws IOException;
    }

    PostgresKeeper(Server server) {
        this.server = server;
        this.thread = Thread.ofPlatform().daemon().name("postgres keeper").start(this::keep);
    }

    private void keep() {
        boolean failing = false;
        try {
            while (!closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                failing = look(failing);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it does not run and does not start. */
    private boolean look(boolean failing) {
        try {
            if (!server.runs()) {
                server.startAgain();
                LOG.warn("PostgreSQL had ended by itself and was started again; its log says why.");
            }
            return false;
        } catch (IOException | RuntimeException failure) {
            if (!failing) {
                LOG.errorf("PostgreSQL has ended and does not start; that is tried again: %s", failure.getMessage());
            }
            return true;
        }
    }

    /** Waits for a start that is going on. Not by an interrupt: that would close the file of the locks. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
