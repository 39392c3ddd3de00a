package dev.portcullis.identity.ldap;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A realm's directory as it is asked while somebody waits. An answer or a refusal comes within {@link #PATIENCE},
 * whatever the servers, the network or the name service do, and no more than {@link #AT_ONCE} threads ever wait for it.
 */
final class Directory implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Directory.class);
    /** Whoever signs in hears within 3 s that the directory is dead. */
    private static final Duration PATIENCE = Duration.ofMillis(2600);
    /** Threads, and connections: nobody who has a place waits for a connection. */
    static final int AT_ONCE = 16;

    /** For the one who tries it again: mostly it is still dead, and others may know them. */
    private static final Duration PATIENCE_TO_TRY = Duration.ofMillis(100);

    private static final Duration IN_LINE = Duration.ofSeconds(1);

    /** What is asked. It may be asked twice, when a pooled connection turns out to be dead. */
    interface Question<T> {
        T of(LDAPConnectionPool pool) throws LDAPException;
    }

    final Realm realm;
    private final Connections connections;
    private volatile LDAPConnectionPool pool;
    private final Breaker breaker = new Breaker();
    private final Semaphore places = new Semaphore(AT_ONCE);

    Directory(Realm realm) throws DirectoryUnavailable {
        this.realm = realm;
        try {
            this.connections = new Connections(realm);
            this.pool = connections.pool();
        } catch (LDAPException e) {
            throw new DirectoryUnavailable(e);
        }
    }

    /** {@link DirectoryUnavailable} at once while the directory is known to be dead, else in bounded time. */
    <T> T ask(Question<T> question) throws DirectoryUnavailable {
        return switch (breaker.advice()) {
            case ASK -> waitFor(question);
            case TRY -> tryAgain(question);
            case REFUSE -> throw stillDead();
        };
    }

    private static DirectoryUnavailable stillDead() {
        return new DirectoryUnavailable(
                "The directory did not answer a moment ago. It is asked again in a few seconds.");
    }

    /** What is not answered soon is waited for without whoever asked it: it tells whether the directory is back. */
    private <T> T tryAgain(Question<T> question) throws DirectoryUnavailable {
        FutureTask<T> trial = new FutureTask<>(() -> waitFor(question));
        Thread.ofVirtual().name("directory " + realm.source() + " again").start(trial);
        try {
            return trial.get(PATIENCE_TO_TRY.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof DirectoryUnavailable told ? told : failed(e.getCause());
        } catch (TimeoutException e) {
            throw stillDead();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DirectoryUnavailable("Interrupted while waiting for the directory.");
        }
    }

    private <T> T waitFor(Question<T> question) throws DirectoryUnavailable {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        FutureTask<T> answer = new FutureTask<>(() -> question.of(pool));
        if (!start(answer)) {
            breaker.notAsked();
            throw new DirectoryUnavailable("Too many people wait for the directory already.");
        }
        try {
            T result = answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            breaker.answered();
            return result;
        } catch (ExecutionException e) {
            throw failed(e.getCause());
        } catch (TimeoutException e) {
            answer.cancel(true);
            dead("it did not answer within " + PATIENCE.toMillis() + " ms");
            throw new DirectoryUnavailable("The directory does not answer in time.");
        } catch (InterruptedException e) {
            breaker.notAsked();
            Thread.currentThread().interrupt();
            throw new DirectoryUnavailable("Interrupted while waiting for the directory.");
        }
    }

    /** The place is given back by the thread that asked, not by the one that stopped waiting for it. */
    private boolean start(FutureTask<?> answer) {
        try {
            if (!places.tryAcquire(IN_LINE.toNanos(), TimeUnit.NANOSECONDS)) {
                return false;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        Thread.ofVirtual().name("directory " + realm.source()).start(() -> {
            try {
                answer.run();
            } finally {
                places.release();
            }
        });
        return true;
    }

    private DirectoryUnavailable failed(@Nullable Throwable cause) {
        if (cause instanceof LDAPException e) {
            DirectoryUnavailable told = new DirectoryUnavailable(e);
            // 49 can only be our own bind here: repeating it would lock the account of bindDn at the directory.
            if (DirectoryUnavailable.isSilence(e) || e.getResultCode().intValue() == 49) {
                dead(String.valueOf(told.getMessage()));
            } else {
                breaker.answered();
            }
            return told;
        }
        breaker.notAsked();
        LOG.warnf(cause, "The directory of %s could not be asked", realm);
        return new DirectoryUnavailable("The directory could not be asked: " + cause);
    }

    private void dead(String why) {
        if (!breaker.failed()) {
            return;
        }
        LOG.warnf("The directory of %s is not asked for a moment: %s", realm, why);
        try {
            // What is in the pool, or comes back to it, may be dead as well; nobody should find out one by one.
            LDAPConnectionPool before = pool;
            pool = connections.pool();
            Thread.ofVirtual().start(before::close);
        } catch (LDAPException e) {
            LOG.warnf("The pool of %s stays as it is: %s", realm, e.getMessage());
        }
    }

    /** A connection for reading much; the caller closes it. */
    LDAPConnection patientConnection() throws DirectoryUnavailable {
        try {
            return connections.patient();
        } catch (LDAPException e) {
            throw new DirectoryUnavailable(e);
        }
    }

    /** What is just being asked is answered first. */
    @Override
    public void close() {
        pool.close();
    }
}
