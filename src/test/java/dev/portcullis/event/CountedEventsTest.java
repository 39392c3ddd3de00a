package dev.portcullis.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.error.RequestId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pulls, sign-ins and refusals: counted in memory, and written together. */
class CountedEventsTest {
    private static final Duration MINUTE = Duration.ofSeconds(60);

    private final AuditWorld world = new AuditWorld();
    private final CountedEvents events = new CountedEvents(world.jdbi);
    private final PullLog pulls = new PullLog(events, world.background);
    private final AccessLog access = new AccessLog(events, world.background, new SimpleMeterRegistry());

    @BeforeEach
    void request() {
        RequestId id = RequestId.create();
        id.begin();
        Actor.set(Actor.anonymous("192.0.2.1", "docker/29", id).provedToBe(7, "ana", "password"));
    }

    @AfterEach
    void end() {
        Actor.clear();
        RequestId.end();
    }

    @Test
    void pullsOfASecondAreOneEvent() {
        pulls.pulled("acme/web", "1.0", "sha256:a");
        pulls.pulled("acme/web", "1.0", "sha256:a");
        pulls.pulled("acme/web", null, "sha256:a");
        assertThat(all()).isEmpty();

        pulls.flush();

        assertThat(all())
                .extracting(AuditEvent::kind, AuditEvent::account, AuditEvent::accountId, AuditEvent::address)
                .containsOnly(org.assertj.core.groups.Tuple.tuple("manifest.pulled", "ana", 7L, "192.0.2.1"));
        assertThat(all()).extracting(AuditEvent::times).containsExactlyInAnyOrder(2, 1);
        pulls.flush();
        assertThat(all()).hasSize(2);
    }

    @Test
    void noPullIsLostWhileOthersAreWritten() throws Exception {
        int each = 20_000;
        Actor actor = Actor.current();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int t = 0; t < 4; t++) {
                threads.execute(() -> {
                    Actor.set(actor);
                    for (int i = 0; i < each; i++) {
                        pulls.pulled("acme/web", "tag" + i % 3, "sha256:a");
                    }
                });
            }
            for (int i = 0; i < 20; i++) {
                pulls.flush();
                Thread.sleep(5);
            }
        }
        pulls.flush();

        assertThat(all().stream().mapToInt(AuditEvent::times).sum()).isEqualTo(4 * each);
    }

    @Test
    void pullsThatCannotBeWrittenStayCounted() {
        pulls.pulled("acme/web", "1.0", "sha256:a");
        world.jdbi.useHandle(h -> h.execute("alter table event rename to event_away"));
        assertThatThrownBy(pulls::flush).isNotNull();
        pulls.pulled("acme/web", "1.0", "sha256:a");
        world.jdbi.useHandle(h -> h.execute("alter table event_away rename to event"));

        pulls.flush();

        assertThat(all()).singleElement().extracting(AuditEvent::times).isEqualTo(2);
    }

    @Test
    void firstRefusalIsWrittenAtOnceAndTheSameAgainTogether() {
        access.signInRefused("eve", "wrong password");
        assertThat(all()).singleElement().satisfies(e -> {
            assertThat(e.kind()).isEqualTo("user.sign_in_refused");
            assertThat(e.account()).isEqualTo("eve");
            assertThat(e.result()).isEqualTo("refused");
            assertThat(e.requestId()).isEqualTo(RequestId.current().toString());
            assertThat(e.times()).isEqualTo(1);
        });

        for (int i = 0; i < 500; i++) {
            access.signInRefused("eve", "wrong password");
        }
        access.flush(MINUTE);
        assertThat(all()).as("the minute is not over").hasSize(1);
        access.flush(Duration.ZERO);

        assertThat(all()).extracting(AuditEvent::times).containsExactly(1, 500);
    }

    @Test
    void afterTheWindowTheFirstOneIsWrittenAtOnceAgain() {
        access.refused("push", "acme/web");
        access.flush(Duration.ZERO);
        access.refused("push", "acme/web");

        assertThat(all()).extracting(AuditEvent::times).containsExactly(1, 1);
        assertThat(all()).extracting(AuditEvent::detail).containsOnly("push");
    }

    @Test
    void aFloodOfDifferentNamesIsBounded() {
        for (int i = 0; i < 5000; i++) {
            access.signInRefused("name" + i, "no such account");
        }
        access.flush(Duration.ZERO);

        List<AuditEvent> all = all();
        assertThat(all).hasSizeLessThanOrEqualTo(601);
        assertThat(all.stream().mapToInt(AuditEvent::times).sum()).isEqualTo(5000);
        assertThat(all.getLast().account()).isEqualTo("(many)");
    }

    @Test
    void whatCannotBeANameIsNotWrittenDown() {
        access.signInRefused("correct horse battery", "no such account");
        access.signInRefused("a\0b", "no such account");
        access.signInRefused("x".repeat(200), "no such account");

        access.flush(Duration.ZERO);
        assertThat(all()).extracting(AuditEvent::account).containsOnly("(not a name)");
    }

    @Test
    void refusalsAreRefusedAlsoWhileTheLogCannotBeWritten() {
        world.jdbi.useHandle(h -> h.execute("alter table event rename to event_away"));
        access.refused("push", "acme/web");
        world.jdbi.useHandle(h -> h.execute("alter table event_away rename to event"));

        access.flush(Duration.ZERO);

        assertThat(all()).singleElement().extracting(AuditEvent::times).isEqualTo(1);
    }

    @Test
    void signInsOfAMinuteAreTwoEventsAtMost() {
        for (int i = 0; i < 10; i++) {
            access.signedIn(7, "ana", "password");
        }
        access.flush(MINUTE);
        assertThat(all()).extracting(AuditEvent::times).containsExactly(1);
        access.flush(Duration.ZERO);

        assertThat(all()).extracting(AuditEvent::times).containsExactly(1, 9);
        assertThat(all()).extracting(AuditEvent::kind).containsOnly("user.signed_in");
    }

    @Test
    void controlCharactersOfAClientDoNotReachTheLog() {
        Actor.set(Actor.anonymous("192.0.2.1", "evil\u001b[2J\0\n" + "x".repeat(500), RequestId.create()));
        access.refused("push", null);

        assertThat(all())
                .singleElement()
                .extracting(AuditEvent::client)
                .asString()
                .startsWith("evil?[2J??x")
                .hasSize(200);
    }

    private List<AuditEvent> all() {
        return world.jdbi.withHandle(h -> h.createQuery("select " + AuditEvent.COLUMNS + " from event e order by id")
                .map((row, _) -> AuditEvent.of(row))
                .list());
    }
}
