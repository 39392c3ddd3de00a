package dev.portcullis.event;

import dev.portcullis.error.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The statements of one page. One filter drives: its index is walked from the newest event down. The others are checked
 * on what the walk meets, and a walk that finds too little ends after {@value #MOST_LOOKED_AT} events. So a page costs
 * about the same however large the log is, whatever is looked for.
 */
final class AuditSearch {
    static final int MOST_LOOKED_AT = 4_000;

    /** The expression of the index event_time, see there. */
    private static final String TIME = "(e.at at time zone 'UTC')";

    private static final String RESULT = "e.result = :result";

    /** A request's events are written while it lasts. Clocks of node and database may differ a little. */
    private static final Duration BEFORE_REQUEST = Duration.ofMinutes(1);

    private static final Duration AFTER_REQUEST = Duration.ofHours(1);

    private final List<String> walk = new ArrayList<>();
    private final List<String> rest = new ArrayList<>();
    private final Map<String, Object> values = new HashMap<>();
    private boolean byTime = true;
    private boolean byKind;

    private AuditSearch() {}

    /** What the query asks for, after that place. */
    static AuditSearch of(AuditQuery query, AuditPage.@Nullable Cursor after) {
        AuditSearch search = new AuditSearch();
        search.equal("address", query.address());
        search.equal("repository", query.repository());
        search.equal("account", query.account());
        search.result(query.result());
        search.request(query.request());
        search.kind(query.kind());
        search.times(query, after);
        return search;
    }

    /** One repository since it was created. The conditions are chosen by no caller. */
    static AuditSearch activity(
            String repository,
            Instant since,
            List<String> indexed,
            List<String> checked,
            AuditPage.@Nullable Cursor after) {
        AuditSearch search = new AuditSearch();
        search.equal("repository", repository);
        search.walk.addAll(indexed);
        search.rest.addAll(checked);
        search.times(new AuditQuery(null, null, null, null, since, null, null, null), after);
        return search;
    }

    /** Whether events may be left out on the way, so that a short page is not the end. */
    boolean checks() {
        return !rest.isEmpty();
    }

    Map<String, Object> values() {
        return values;
    }

    /** The page: up to {@code :limit} events. */
    String page() {
        // The kinds that begin so are few: the newest of each are looked up, and the newest of these taken.
        String from = byKind
                ? "(" + KINDS + ") k cross join lateral (" + walk("e.kind = k.kind") + ") e"
                : "(" + walk("true") + ") e";
        return "select e.* from " + from + where(rest) + " order by e.place desc, e.id desc limit :limit";
    }

    /** The last event that the walk of {@link #page} can have looked at, if there are that many. */
    String end() {
        return "select e.id, e.at from event e" + where(walk) + order() + " offset " + (MOST_LOOKED_AT - 1)
                + " limit 1";
    }

    private String walk(String driver) {
        List<String> conditions = new ArrayList<>(walk);
        conditions.add(driver);
        return "select " + AuditEvent.COLUMNS + ", " + place() + " as place from event e" + where(conditions)
                + order() + " limit "
                + (checks() ? Integer.toString(MOST_LOOKED_AT) : ":limit");
    }

    private String order() {
        return " order by " + place() + " desc, e.id desc";
    }

    private String place() {
        return byTime ? TIME : "e.at";
    }

    private static String where(List<String> conditions) {
        return conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
    }

    private void equal(String column, @Nullable String value) {
        if (value != null) {
            values.put(column, value);
            filter("e." + column + " = :" + column);
        }
    }

    /** The first one drives. */
    private void filter(String condition) {
        (byTime ? walk : rest).add(condition);
        byTime = false;
    }

    private void result(@Nullable String result) {
        if (result == null) {
            return;
        }
        values.put("result", result);
        if (!result.equals("ok") && byTime) {
            filter("e.result <> 'ok'");
        }
        rest.add(RESULT);
    }

    private void kind(@Nullable String prefix) {
        if (prefix == null) {
            return;
        }
        values.put("kind", prefix);
        if (byTime && rest.stream().allMatch(RESULT::equals)) {
            byKind = true;
            byTime = false;
            walk.addAll(rest);
            rest.clear();
        } else {
            rest.add("starts_with(e.kind, :kind)");
        }
    }

    private void request(@Nullable String id) {
        if (id != null) {
            values.put("request", id);
            rest.add("e.request_id = :request");
        }
    }

    private void times(AuditQuery query, AuditPage.@Nullable Cursor after) {
        Long begun = query.request() == null ? null : RequestId.timeOf(query.request());
        Instant request = begun == null ? null : Instant.ofEpochMilli(begun);
        bound("from", query.from(), " >= ");
        bound("until", query.until(), " < ");
        bound("requestFrom", request == null ? null : request.minus(BEFORE_REQUEST), " >= ");
        bound("requestUntil", request == null ? null : request.plus(AFTER_REQUEST), " < ");
        if (after != null) {
            bound("after", after.at(), " <= ");
            values.put("afterId", after.id());
            walk.add("(" + place() + ", e.id) < (" + time("after") + ", :afterId)");
        }
    }

    /** On the column, which tells the months to look into, and on what the index has. */
    private void bound(String name, @Nullable Instant time, String operator) {
        if (time != null) {
            values.put(name, Sealer.utc(time));
            walk.add("e.at" + operator + ":" + name);
            if (byTime) {
                walk.add(TIME + operator + time(name));
            }
        }
    }

    private String time(String name) {
        return byTime ? "cast(:" + name + " as timestamptz) at time zone 'UTC'" : ":" + name;
    }

    /** All kinds with that beginning, each found by one step down the index. */
    private static final String KINDS = """
            with recursive found(kind) as (
                select min(kind) from event where kind >= :kind
                union all
                select (select min(kind) from event where kind > found.kind) from found
                where starts_with(found.kind, :kind))
            select kind from found where starts_with(kind, :kind)""";
}
