package dev.portcullis.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

class MonthsTest {
    private static final Duration YEAR = Duration.ofDays(365);

    private final AuditWorld world = new AuditWorld();
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);

    private Instant monthsAgo(int months) {
        return now.atOffset(ZoneOffset.UTC).minusMonths(months).toInstant();
    }

    @Test
    void aMonthWithoutAPartitionLosesNothingAndGetsOneLater() {
        Instant future = now.atOffset(ZoneOffset.UTC).plusMonths(5).toInstant();
        long id = world.eventAt(future, "manifest.pushed", "acme/web");
        assertThat(partition(id)).isEqualTo("event_default");
        world.sealer.seal();
        long second = world.eventAt(future, "manifest.pushed", "acme/web");
        Months months = world.months(YEAR);
        months.at(future);

        months.work();

        assertThat(partition(id))
                .isEqualTo("event_" + future.toString().substring(0, 7).replace('-', '_'));
        assertThat(partition(second)).isEqualTo(partition(id));
        world.sealer.seal();
        assertThat(world.sentences()).isEmpty();
        assertThat(world.eventAt(future, "manifest.pushed", "acme/web")).isGreaterThan(second);
    }

    @Test
    void oldMonthsAreDroppedAndTheChainStillHolds() {
        world.months(Duration.ZERO).work();
        fillOldMonths();
        AuditVerifier.Head before = world.head();

        world.months(YEAR).work();

        assertThat(kinds()).containsExactly("old.12", "old.3", "old.0", "audit.month_dropped", "audit.month_dropped");
        AuditVerifier.Report report = world.verifier.verify(before, _ -> {});
        assertThat(report.findings()).isEmpty();
        assertThat(report.waiting()).isZero();
    }

    @Test
    void sealsOfDroppedMonthsGoToo() {
        fillOldMonths();
        List<Long> before = seals();

        world.months(YEAR).work();

        assertThat(seals()).doesNotContain(before.get(0), before.get(1)).contains(before.get(2), before.get(3));
    }

    @Test
    void aDropThatTheRetentionDidNotNoteIsFound() {
        fillOldMonths();

        world.tamper("drop table " + partition(1));

        assertThat(world.sentences()).containsExactly("event 1 was deleted, or its time was changed");
    }

    @Test
    void aForgedNoteExcusesNothing() {
        fillOldMonths();
        String month = monthsAgo(14).toString().substring(0, 7);
        world.tamper("drop table " + partition(1));
        world.tamper(
                "insert into event (kind, account, detail) values ('audit.month_dropped', 'system', ?)",
                month + ", 1 events, chain begins after 0:" + "0".repeat(64));

        assertThat(world.sentences())
                .contains(
                        "events of " + month + " are gone, and the note that the retention dropped them is not sealed");
    }

    @Test
    void withoutRetentionEverythingStays() {
        fillOldMonths();

        world.months(Duration.ZERO).work();

        assertThat(kinds()).hasSize(5);
    }

    private void fillOldMonths() {
        for (int ago : List.of(14, 13, 12, 3, 0)) {
            Instant at = monthsAgo(ago);
            world.jdbi.useHandle(h -> h.execute(
                    "select make_event_month(?)",
                    at.atOffset(ZoneOffset.UTC).toLocalDate().withDayOfMonth(1)));
            world.eventAt(at, "old." + ago, "acme/web");
            world.sealer.seal();
        }
    }

    private List<String> kinds() {
        return world.jdbi.withHandle(h -> h.select("select kind from event order by id")
                .mapTo(String.class)
                .list());
    }

    private List<Long> seals() {
        return world.jdbi.withHandle(h -> h.select("select seq from event_seal order by seq")
                .mapTo(Long.class)
                .list());
    }

    private String partition(long id) {
        return world.jdbi.withHandle(h -> h.select("select tableoid::regclass::text from event where id = ?", id)
                .mapTo(String.class)
                .one());
    }
}
