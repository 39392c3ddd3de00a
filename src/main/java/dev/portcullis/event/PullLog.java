package dev.portcullis.event;

import dev.portcullis.job.Background;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who pulled what. Reads never write, so pulls are counted in memory and written each second, the same ones of a second
 * as one event. A node that is killed loses its last second of them.
 */
@Singleton
public final class PullLog {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** Different pulls of one second; more than a node can serve, unless the database does not take them. */
    private static final int MOST = 50_000;

    private final CountedEvents events;
    private final Background background;
    private final Tally tally = new Tally(MOST);

    PullLog(CountedEvents events, Background background) {
        this.events = events;
        this.background = background;
    }

    void start(@Observes StartupEvent event) {
        background.every("Writing of pulls to the audit log", PAUSE, this::flush);
    }

    /** Until then requests may still come to their end. */
    void stop(@Observes @Priority(Background.STOP_PRIORITY + 1) ShutdownEvent event) {
        flush();
    }

    /** This thread's actor was given a manifest. {@code reference} is the tag that was asked for, if one was. */
    public void pulled(String repository, @Nullable String reference, String digest) {
        tally.count(Tally.Key.of("manifest.pulled", "ok", repository, reference, digest, null), null, 1);
    }

    /** Writes what was counted; it stays counted when that fails. */
    public void flush() {
        List<Tally.Counted> all = tally.take(0);
        try {
            events.write(all);
        } catch (RuntimeException failure) {
            all.forEach(tally::putBack);
            throw failure;
        }
    }
}
