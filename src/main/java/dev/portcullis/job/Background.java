package dev.portcullis.job;

import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Work that is repeated while the server runs, each on a virtual thread of its own. A failure is logged once until the
 * work succeeds again, and never ends it.
 */
@ApplicationScoped
public class Background {
    private static final Logger LOG = Logger.getLogger(Background.class);
    /** Work that has not ended by then is cut off by the end of the JVM; it has to be safe against that anyway. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Before the observers that undo what the work relies on, such as this node's row. */
    public static final int STOP_PRIORITY = 1000;

    private static final Duration A_MOMENT = Duration.ofMillis(300);

    private final boolean enabled;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    /** {@code serve} switches it on; a command that runs beside a server does no such work, and a test asks for it. */
    public Background(@ConfigProperty(name = "portcullis.background", defaultValue = "false") boolean enabled) {
        this.enabled = enabled;
    }

    /** Runs the work after each pause, in a server only. */
    public void every(String name, Duration pause, Runnable work) {
        if (enabled) {
            always(name, pause, work);
        }
    }

    /** As {@link #every}, in a command too. */
    public void always(String name, Duration pause, Runnable work) {
        threads.add(Thread.ofVirtual().name(name).start(() -> repeat(name, pause, work)));
    }

    private void repeat(String name, Duration pause, Runnable work) {
        boolean failing = false;
        while (!stopsWithin(pause)) {
            try {
                work.run();
                if (failing) {
                    failing = false;
                    LOG.infof("%s works again", name);
                }
            } catch (RuntimeException failure) {
                // A start that fails closes the database under work that has begun; that is not worth a word.
                if (!failing && !stopsWithin(A_MOMENT)) {
                    failing = true;
                    LOG.warnf(failure, "%s failed; it is tried again every %s", name, pause);
                }
            }
        }
    }

    /** A pause, not an interrupt: on a virtual thread that would close the connection in the middle of a query. */
    private boolean stopsWithin(Duration pause) {
        try {
            return stopping.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stop) {
            return true;
        }
    }

    @PreDestroy
    void end() {
        stopping.countDown();
    }

    /** Lets what runs come to its end. */
    public void stop(@Observes @Priority(STOP_PRIORITY) ShutdownEvent event) throws InterruptedException {
        stopping.countDown();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (Thread thread : threads) {
            thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        }
    }
}
