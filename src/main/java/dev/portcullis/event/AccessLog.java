package dev.portcullis.event;

import dev.portcullis.error.RequestId;
import dev.portcullis.job.Background;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sign-ins and refusals. The first refusal of its kind is written at once; the same again within a minute is counted and
 * written as one event when the minute is over, and there is a bound on how many different ones a minute may have. So a
 * flood of wrong passwords cannot fill the disk. Sign-ins are counted alike, but the first one is written a second later:
 * clients sign in for each token.
 */
@Singleton
public final class AccessLog {
    private static final Logger LOG = Logger.getLogger(AccessLog.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration WINDOW = Duration.ofSeconds(60);
    /** Different refusals of a window on one node. */
    private static final int MOST_REFUSALS = 600;

    private static final int MOST_SIGN_INS = 50_000;
    /** What people type as a name may be a password; what cannot be a name is not written down. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@\\\\/+-]{0,127}");

    private final CountedEvents events;
    private final Background background;
    private final Counter proved;
    private final Counter refusedSignIns;
    private final Counter accessRefused;
    private final Tally refusals = new Tally(MOST_REFUSALS);
    private final Tally signIns = new Tally(MOST_SIGN_INS);
    private final Tally signInsOfWindow = new Tally(MOST_SIGN_INS);

    AccessLog(CountedEvents events, Background background, MeterRegistry meters) {
        this.events = events;
        this.background = background;
        this.proved = signIns(meters, "proved");
        this.refusedSignIns = signIns(meters, "refused");
        this.accessRefused = Counter.builder("portcullis.access.refused")
                .description("What callers were not allowed to do")
                .register(meters);
    }

    private static Counter signIns(MeterRegistry meters, String outcome) {
        return Counter.builder("portcullis.sign.ins")
                .description("Proofs of who somebody is, for each token and each browser")
                .tag("outcome", outcome)
                .register(meters);
    }

    void start(@Observes StartupEvent event) {
        background.every("Writing of sign-ins and refusals to the audit log", PAUSE, () -> flush(WINDOW));
    }

    /** Until then requests may still come to their end. */
    void stop(@Observes @Priority(Background.STOP_PRIORITY + 1) ShutdownEvent event) {
        flush(Duration.ZERO);
    }

    /** Somebody gave this name and could not prove to be it. {@code why} is for the auditor and holds no secret. */
    public void signInRefused(String name, String why) {
        notProved("user.sign_in_refused", name, why);
    }

    /** A workload's token could not act as this robot. {@code why} is for the auditor and does not hold the token. */
    public void workloadRefused(String robot, String why) {
        notProved("workload.refused", robot, why);
    }

    private void notProved(String kind, String name, String why) {
        refusedSignIns.increment();
        Actor actor = Actor.current();
        String told = NAME.matcher(name).matches() ? name : "(not a name)";
        refuse(new Tally.Key(
                kind, "refused", told, null, "none", actor.address(), actor.client(), null, null, null, why));
    }

    /**
     * This thread's actor was not allowed to do something.
     *
     * @param action what, as the rules name it: {@code push}
     * @param repository on which repository, or null
     */
    public void refused(String action, @Nullable String repository) {
        accessRefused.increment();
        refuse(Tally.Key.of("access.refused", "refused", repository, null, null, action));
    }

    /** This account proved itself with that credential, in words and without any secret. */
    public void signedIn(long accountId, String account, String credential) {
        proved.increment();
        Actor actor = Actor.current();
        var key = new Tally.Key(
                "user.signed_in",
                "ok",
                account,
                accountId,
                credential,
                actor.address(),
                actor.client(),
                null,
                null,
                null,
                null);
        if (signInsOfWindow.count(key, null, 0)) {
            signIns.count(key, requestId(), 1);
        }
    }

    private void refuse(Tally.Key key) {
        String request = requestId();
        if (refusals.count(key, request, 0)) {
            Tally.Counted one = new Tally.Counted(key, new Tally.Count(System.nanoTime(), request, 1));
            try {
                events.write(List.of(one));
            } catch (RuntimeException failure) {
                // The refusal stands, and is written with those that follow.
                LOG.debugf(failure, "A refusal could not be written at once");
                refusals.putBack(one);
            }
        }
    }

    private static @Nullable String requestId() {
        RequestId request = Actor.current().request();
        return request == null ? null : request.toString();
    }

    /** Writes the first sign-ins, and what was counted in windows that are over by now. */
    void flush(Duration window) {
        flush(signIns, 0);
        flush(signInsOfWindow, window.toNanos());
        flush(refusals, window.toNanos());
    }

    private void flush(Tally tally, long olderThan) {
        List<Tally.Counted> all = tally.take(olderThan);
        try {
            events.write(all);
        } catch (RuntimeException failure) {
            all.forEach(tally::putBack);
            throw failure;
        }
    }
}
