package dev.portcullis.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.error.RegistryException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages over a log of 60,000 events in four months, of which a few are rare. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditLogTest {
    private static final int FILLED = 60_000;

    private final AuditWorld world = new AuditWorld();
    private final AuditLog log = new AuditLog(world.jdbi);

    @BeforeAll
    void fill() {
        world.jdbi.useHandle(h -> {
            for (int month = 1; month <= 4; month++) {
                h.execute("select make_event_month(?)", LocalDate.of(2025, month, 1));
            }
            h.execute("""
                    insert into event (at, kind, account, repository, address, request_id, result)
                    select timestamptz '2025-01-01 00:00:00+00' + n * interval '170 seconds',
                        case when n = 3 then 'user.created' when n = 59999 then 'user.deleted'
                            when mod(n, 10) = 0 then 'manifest.pushed' else 'manifest.pulled' end,
                        case when mod(n, 5000) = 17 then 'rare' else 'ci' end, 'acme/r' || mod(n, 3),
                        '10.0.0.' || mod(n, 7),
                        lpad(to_hex((1735689600000 + n::bigint * 170000)), 12, '0') || lpad(to_hex(n), 8, '0'),
                        case when mod(n, 20000) = 5 then 'refused' else 'ok' end
                    from generate_series(1, %d) n""".formatted(FILLED));
            h.execute("insert into account (name, kind) values ('acme', 'organization')");
            h.execute("insert into repository (namespace_id, name, created_at)"
                    + " select id, 'acme/r0', '2025-02-01' from account where name = 'acme'");
            h.execute("analyze event");
        });
    }

    @AfterAll
    void nothingWasLockedOut() {
        assertThat(all(Map.of("account", "rare"), 5)).hasSize(12);
    }

    @Test
    void newestComesFirstAndPagesLeadOnToTheEnd() {
        List<AuditEvent> some = log.page(AuditQuery.ALL, null, 3).events();
        assertThat(some).extracting(AuditEvent::id).isSortedAccordingTo((a, b) -> Long.compare(b, a));

        assertThat(all(Map.of(), 1000))
                .hasSize(FILLED)
                .extracting(AuditEvent::id)
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({
        "account=rare, 12",
        "account=nobody, 0",
        "kind=user., 2",
        "kind=user.created, 1",
        "kind=manifest.pushed, 6000",
        "kind=nothing, 0",
        "repository=acme/r1, 20000",
        "address=10.0.0.3, 8572",
        "result=refused, 3",
        "result=failed, 0",
        "from=2025-04-01, 14259",
        "until=2025-01-02, 508",
        "account=rare&repository=acme/r1, 4",
        "account=rare&result=ok, 12",
        "kind=user.&result=ok, 2",
        "kind=user.&account=ci&from=2025-01-01&until=2025-01-02, 1",
        "result=refused&kind=manifest., 3"
    })
    void filtersFindWhatFits(String filters, int count) {
        assertThat(all(parse(filters), 1000))
                .hasSize(count)
                .extracting(AuditEvent::id)
                .doesNotHaveDuplicates();
    }

    @Test
    void aRequestIsFoundByItsId() {
        AuditEvent one = all(Map.of("kind", "user.created"), 1).getFirst();

        assertThat(all(Map.of("request", String.valueOf(one.requestId())), 10))
                .extracting(AuditEvent::id)
                .containsExactly(one.id());
    }

    @Test
    void aSearchAmongManyThatDoNotFitStopsAndGoesOnLater() {
        AuditQuery query = AuditQuery.of(Map.of("account", "ci", "kind", "user.created"));

        AuditPage first = log.page(query, null, 10);

        assertThat(first.events()).isEmpty();
        assertThat(first.next()).isNotNull();
        assertThat(all(Map.of("account", "ci", "kind", "user.created"), 10)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "account=rare",
                "account=ci",
                "account=nobody",
                "kind=user.",
                "kind=manifest.pulled",
                "repository=acme/r1",
                "address=10.0.0.3",
                "result=refused",
                "request=019420f5dbc0000003e8abcd",
                "from=2025-02-10&until=2025-03-03",
                "account=ci&kind=user.created",
                "account=ci&from=2025-02-10",
                "kind=manifest.&result=ok"
            })
    void noPageReadsATableFromEndToEnd(String filters) {
        Map<String, String> parsed = new HashMap<>(parse(filters));
        parsed.computeIfPresent("request", (_, id) -> id.substring(0, 20));
        AuditQuery query = AuditQuery.of(parsed);
        var middle = new AuditPage.Cursor(Instant.parse("2025-03-01T00:00:00Z"), 30_000);
        for (AuditPage.@Nullable Cursor after : new AuditPage.@Nullable Cursor[] {null, middle}) {
            AuditSearch search = AuditSearch.of(query, after);
            assertWalk(search, search.page());
            if (search.checks()) {
                assertWalk(search, search.end());
            }
        }
    }

    private void assertWalk(AuditSearch search, String sql) {
        List<String> plan = world.jdbi.inTransaction(h -> {
            AuditLog.walkIndexes(h);
            return AuditLog.query(h, search, "explain (analyze, timing off) " + sql)
                    .bind("limit", 51)
                    .mapTo(String.class)
                    .list();
        });
        assertThat(plan)
                .as(String.join("\n", plan))
                .noneMatch(line -> line.contains("Seq Scan on event"))
                .noneMatch(line -> line.contains("Bitmap"))
                .noneMatch(line -> removed(line) > AuditSearch.MOST_LOOKED_AT);
    }

    private static int removed(String line) {
        String told = "Rows Removed by Filter: ";
        int start = line.indexOf(told);
        return start < 0 ? 0 : Integer.parseInt(line.substring(start + told.length()));
    }

    @Test
    void activityTellsPullsOnlyToWhoAdministers() {
        AuditPage everybody = log.activity("acme/r0", false, true, null, 1000);
        AuditPage administrators = log.activity("acme/r0", true, true, null, 1000);
        AuditPage withoutPulls = log.activity("acme/r0", true, false, null, 1000);

        assertThat(everybody.events()).isNotEmpty().extracting(AuditEvent::kind).containsOnly("manifest.pushed");
        assertThat(administrators.events()).extracting(AuditEvent::kind).contains("manifest.pulled");
        assertThat(withoutPulls.events()).extracting(AuditEvent::kind).doesNotContain("manifest.pulled");
    }

    @Test
    void activityTellsNothingOfAnEarlierRepositoryOfThatName() {
        List<AuditEvent> all = new ArrayList<>();
        AuditPage page = log.activity("acme/r0", true, true, null, 1000);
        all.addAll(page.events());
        while (page.next() != null) {
            page = log.activity("acme/r0", true, true, page.next(), 1000);
            all.addAll(page.events());
        }

        assertThat(all).isNotEmpty().allMatch(e -> !e.at().isBefore(Instant.parse("2025-01-31T00:00:00Z")));
        assertThat(log.activity("acme/r1", true, true, null, 10).events())
                .as("there is none")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user=ana",
                "result=maybe",
                "from=yesterday",
                "until=2026-13-01",
                "request=x",
                "from=-999999999-01-01T00:00:00Z",
                "account=\0"
            })
    void whatIsNoFilterIsRefused(String filter) {
        assertThatThrownBy(() -> AuditQuery.of(parse(filter))).isInstanceOf(RegistryException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "x-1", "-1-1", "1-1-1", "9999999999999999999-1", "1;drop table event"})
    void whatIsNoPlaceIsRefused(String text) {
        assertThatThrownBy(() -> AuditPage.Cursor.parse(text)).isInstanceOf(RegistryException.class);
    }

    private List<AuditEvent> all(Map<String, String> filters, int limit) {
        AuditQuery query = AuditQuery.of(filters);
        List<AuditEvent> all = new ArrayList<>();
        AuditPage page = log.page(query, null, limit);
        all.addAll(page.events());
        while (page.next() != null) {
            page = log.page(query, page.next(), limit);
            all.addAll(page.events());
        }
        return all;
    }

    private static Map<String, String> parse(String filters) {
        Map<String, String> parsed = new HashMap<>();
        for (String filter : filters.isEmpty() ? new String[0] : filters.split("&", -1)) {
            String[] parts = filter.split("=", 2);
            parsed.put(parts[0], parts[1]);
        }
        return parsed;
    }
}
