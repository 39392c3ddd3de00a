package dev.portcullis.blob;

import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * Keeps every object in the store while somebody reads what an older snapshot of the database names. Rows go on being
 * deleted, and their objects wait. Who deletes asks {@link #any} after the rows are gone: a snapshot that was taken after
 * {@link #take} and still names an object is then certain to be seen.
 */
@Singleton
public final class ObjectHolds {
    private static final Logger LOG = Logger.getLogger(ObjectHolds.class);
    private static final Duration LASTS = Duration.ofSeconds(60);
    private static final Duration BEAT = Duration.ofSeconds(5);

    private final Jdbi jdbi;
    private final Duration lasts;
    private final Duration beat;

    @Inject
    ObjectHolds(Jdbi jdbi) {
        this(jdbi, LASTS, BEAT);
    }

    /** For tests. */
    public ObjectHolds(Jdbi jdbi, Duration lasts, Duration beat) {
        this.jdbi = jdbi;
        this.lasts = lasts;
        this.beat = beat;
    }

    /** Whether somebody holds. */
    public boolean any() {
        return jdbi.withHandle(
                handle -> handle.createQuery("select exists (select from object_hold where until > now())")
                        .mapTo(Boolean.class)
                        .one());
    }

    /** Holds from the return on until it is closed, or for a minute after this process has died. */
    public Hold take(String why) {
        UUID id = UUID.randomUUID();
        jdbi.useTransaction(handle -> {
            handle.execute("delete from object_hold where until < now()");
            handle.createUpdate("insert into object_hold (id, until, why)"
                            + " values (:id, now() + :millis * interval '1 millisecond', :why)")
                    .bind("id", id)
                    .bind("millis", lasts.toMillis())
                    .bind("why", why)
                    .execute();
        });
        return new Hold(id);
    }

    /** One hold. */
    public final class Hold implements AutoCloseable {
        private final UUID id;
        private final CountDownLatch over = new CountDownLatch(1);
        private volatile boolean lost;

        private Hold(UUID id) {
            this.id = id;
            Thread.ofVirtual().name("hold of objects " + id).start(this::prolong);
        }

        /** {@link ErrorCode#UNAVAILABLE} when the hold is known to have ended: what was read since may have holes. */
        public void require() {
            if (lost) {
                throw new RegistryException(
                        ErrorCode.UNAVAILABLE,
                        "The database was out of reach for longer than a minute, so objects may have been deleted"
                                + " meanwhile. Begin again.");
            }
        }

        /** As {@link #require}, by asking the database: what was read before this call was held all the time. */
        public void confirm() {
            lost = lost || !renew();
            require();
        }

        private void prolong() {
            try {
                while (!lost && !over.await(beat.toMillis(), TimeUnit.MILLISECONDS)) {
                    try {
                        lost = !renew();
                    } catch (JdbiException away) {
                        // The next one tries again; one that comes too late finds the hold ended.
                        LOG.debug("A hold of objects could not be prolonged", away);
                    }
                }
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        }

        private boolean renew() {
            return jdbi.withHandle(handle -> handle.createUpdate(
                                    "update object_hold set until = now() + :millis * interval '1 millisecond'"
                                            + " where id = :id and until > now()")
                            .bind("id", id)
                            .bind("millis", lasts.toMillis())
                            .execute())
                    == 1;
        }

        @Override
        public void close() {
            over.countDown();
            try {
                jdbi.useHandle(handle -> handle.execute("delete from object_hold where id = ?", id));
            } catch (JdbiException away) {
                LOG.debug("A hold of objects ends by itself in a minute", away);
            }
        }
    }
}
