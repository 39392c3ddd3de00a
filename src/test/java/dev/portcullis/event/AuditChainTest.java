package dev.portcullis.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each way to change the log behind the program's back, and that it is found. */
class AuditChainTest {
    private final AuditWorld world = new AuditWorld();
    private final List<Long> events = new ArrayList<>();

    @BeforeEach
    void threeSealsOfTwoEvents() {
        for (int i = 0; i < 3; i++) {
            events.add(world.event("user.created", "u" + i));
            events.add(world.event("user.deleted", "u" + i));
            world.sealer.seal();
        }
    }

    @Test
    void whatNobodyTouchedHolds() {
        AuditVerifier.Report report = world.verifier.verify(null, _ -> {});

        assertThat(report.findings()).isEmpty();
        assertThat(report.wrong()).isZero();
        assertThat(report.seals()).isEqualTo(3);
        assertThat(report.events()).isEqualTo(6);
        assertThat(report.head()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kind = 'user.renamed'",
                "account = 'eve'",
                "account_id = 7",
                "credential = 'x'",
                "address = '10.0.0.1'",
                "request_id = 'x'",
                "result = 'refused'",
                "repository = 'a/b'",
                "reference = 'u7'",
                "digest = 'x'",
                "detail = null",
                "detail = ''",
                "client = 'curl'",
                "times = 2"
            })
    void anyChangedColumnIsFound(String change) {
        world.tamper("update event set " + change + " where id = ?", events.get(2));

        assertThat(world.sentences()).singleElement().asString().startsWith("event " + events.get(2) + " of ");
    }

    @Test
    void textMovedFromOneColumnToTheNextIsFound() {
        long id = world.jdbi.inTransaction(h -> {
            Events.record(h, new RegistryEvent.ContentChanged("tag.set", "ana", "a/b", "xy", "z"));
            return h.select("select currval('event_id')").mapTo(Long.class).one();
        });
        world.sealer.seal();
        world.tamper("update event set reference = 'x', digest = 'yz' where id = ?", id);

        assertThat(world.sentences()).singleElement().asString().startsWith("event " + id + " of ");
    }

    @Test
    void changedTimeIsFound() {
        world.tamper("update event set at = at - interval '1 second' where id = ?", events.get(2));

        assertThat(world.sentences()).contains("event " + events.get(2) + " was deleted, or its time was changed");
    }

    @Test
    void deletedEventIsFound() {
        world.tamper("delete from event where id = ?", events.get(3));

        assertThat(world.sentences())
                .containsExactly("event " + events.get(3) + " was deleted, or its time was changed");
    }

    @Test
    void eventDeletedBeforeItWasSealedIsFound() {
        long id = world.event("user.created", "short");
        world.tamper("delete from event where id = ?", id);
        world.sealer.seal();

        assertThat(world.sentences()).containsExactly("event " + id + " was deleted, or its time was changed");
    }

    @Test
    void insertedEventIsFound() {
        world.tamper("insert into event (id, kind, account) values (1000, 'user.created', 'eve')");

        assertThat(world.sentences()).singleElement().asString().matches("event 1000 of .* is covered by no seal");
    }

    @Test
    void secondEventUnderASealedNumberIsFound() {
        world.tamper(
                "insert into event (id, at, kind, account) select id, at + interval '1 microsecond', 'x.y', 'eve'"
                        + " from event where id = ?",
                events.get(2));

        assertThat(world.sentences()).singleElement().asString().startsWith("event " + events.get(2) + " ");
    }

    @Test
    void removedSealIsFound() {
        world.tamper("delete from event_seal where seq = 2");

        assertThat(world.sentences())
                .contains("seals 2 to 2 are missing", "seal 3 was changed, or does not follow the one before it");
    }

    @Test
    void removedBeginningIsFound() {
        world.tamper("delete from event_seal where seq = 1");

        assertThat(world.sentences()).contains("seals 1 to 1 are missing");
    }

    @Test
    void exchangedSealsAreFound() {
        world.tamper("update event_seal set seq = -seq where seq in (2, 3)");
        world.tamper("update event_seal set seq = 5 + seq where seq < 0");

        assertThat(world.sentences())
                .contains(
                        "seal 2 was changed, or does not follow the one before it",
                        "seal 3 was changed, or does not follow the one before it");
    }

    @Test
    void sealMadeAnewWithAnotherKeyIsFound() {
        world.tamper("update event set account = 'eve' where id = ?", events.get(5));
        AuditWorld other = new AuditWorld();
        world.jdbi.useHandle(h -> {
            Seal last = java.util.Objects.requireNonNull(Sealer.last(h));
            byte[] marks = last.marks();
            byte[] forged = other.chain.mark(row(h, events.get(5)));
            System.arraycopy(forged, 0, marks, Chain.MARK_BYTES, Chain.MARK_BYTES);
            world.tamper("update event_seal set marks = ?, hash = ? where seq = 3", marks, new byte[32]);
        });

        assertThat(world.sentences()).contains("seal 3 was changed, or does not follow the one before it");
    }

    private static AuditEvent row(Handle h, long id) {
        return h.createQuery("select " + AuditEvent.COLUMNS + " from event e where id = :id")
                .bind("id", id)
                .map((rs, _) -> AuditEvent.of(rs))
                .one();
    }

    @Test
    void cutOffEndIsFoundByTheHeadThatWasKept() {
        AuditVerifier.Head head = world.head();
        world.tamper("delete from event_seal where seq = 3");
        world.tamper("delete from event where id >= ?", events.get(4));

        assertThat(world.sentences()).as("nothing that is left is wrong").isEmpty();
        assertThat(world.verifier.verify(head, _ -> {}).findings())
                .extracting(AuditVerifier.Finding::sentence)
                .containsExactly("the chain ends before the seal to expect: its end was cut off");
    }

    @Test
    void cutOffSealsAloneLeaveEventsThatNoSealCovers() {
        world.tamper("delete from event_seal where seq = 3");

        assertThat(world.sentences()).hasSize(2).allMatch(s -> s.endsWith("is covered by no seal"));
    }

    @Test
    void headThatWasKeptIsFoundAgainLater() {
        AuditVerifier.Head head = world.head();
        world.event("user.created", "later");
        world.sealer.seal();

        assertThat(world.verifier.verify(head, _ -> {}).findings()).isEmpty();
        assertThat(world.verifier
                        .verify(new AuditVerifier.Head(head.seal(), "0".repeat(64)), _ -> {})
                        .wrong())
                .isEqualTo(1);
    }

    @Test
    void eventThatCommitsAfterALaterOneIsSealedAsWell() {
        try (Handle slow = world.jdbi.open()) {
            slow.begin();
            Events.record(slow, new RegistryEvent.AccountChanged("user.created", "ana", "slow", null));
            world.event("user.created", "fast");
            world.sealer.seal();
            slow.commit();
        }
        assertThat(world.verifier.verify(null, _ -> {}).waiting()).isEqualTo(1);
        world.sealer.seal();

        AuditVerifier.Report report = world.verifier.verify(null, _ -> {});
        assertThat(report.findings()).isEmpty();
        assertThat(report.waiting()).isZero();
        assertThat(report.events()).isEqualTo(8);
    }

    @Test
    void onlyOneNodeSealsAtATime() {
        try (Handle other = world.jdbi.open()) {
            other.begin();
            other.execute("select pg_advisory_xact_lock(?)", Sealer.LOCK);
            world.event("user.created", "later");
            world.sealer.seal();
            assertThat(world.verifier.verify(null, _ -> {}).waiting()).isEqualTo(1);
            other.rollback();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update event set account = 'eve'",
                "delete from event",
                "truncate event",
                "update event_seal set hash = ''",
                "delete from event_seal",
                "truncate event_seal",
                "truncate event_default"
            })
    void theTablesRefuseToBeChanged(String sql) {
        assertThatThrownBy(() -> world.jdbi.useHandle(h -> h.execute(sql)))
                .hasMessageContaining("no " + sql.substring(0, sql.indexOf(' ')) + " of event");
    }

    @ParameterizedTest
    @ValueSource(strings = {"update %s set account = 'eve'", "delete from %s", "truncate %s"})
    void aMonthsPartitionRefusesToBeChanged(String sql) {
        String month = world.jdbi.withHandle(
                h -> h.select("select tableoid::regclass::text from event where id = ?", events.getFirst())
                        .mapTo(String.class)
                        .one());
        assertThat(month).startsWith("event_2");
        assertThatThrownBy(() -> world.jdbi.useHandle(h -> h.execute(sql.formatted(month))))
                .hasMessageContaining("the audit log is only added to");
    }

    @Test
    void whatCountsEventsDoesNotHoldUpTheSeal() {
        Sealer sealer = new Sealer(
                world.jdbi,
                world.chain,
                world.background,
                List.of(
                        (handle, events) -> {
                            handle.execute("insert into usage_day (day, pulls) values ('2026-01-01', 1)");
                            handle.execute("select 1 / 0");
                        },
                        (handle, events) -> handle.execute(
                                "insert into usage_day (day, pulls) values ('2026-01-02', ?)", events.size())));
        world.event("user.created", "bob");
        sealer.seal();
        assertThat(world.sentences()).isEmpty();
        List<String> counted =
                world.jdbi.withHandle(handle -> handle.createQuery("select day::text || ' ' || pulls from usage_day")
                        .mapTo(String.class)
                        .list());
        assertThat(counted).containsExactly("2026-01-02 1");
    }
}
