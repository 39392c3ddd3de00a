package dev.portcullis.event;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jspecify.annotations.Nullable;

/** Reads what happened, newest first. Who may read is decided before it comes here. */
@Singleton
public final class AuditLog {
    /** The most events of one page. */
    public static final int MOST = 1000;

    /** A pull is not told to all who may pull, and neither are promotions and mirrors: features of DTR 2.9. */
    private static final List<String> NO_PULLS = List.of("e.kind <> 'manifest.pulled'");

    private static final List<String> FOR_ALL =
            List.of("(starts_with(e.kind, 'manifest.') or starts_with(e.kind, 'tag.')"
                    + " or starts_with(e.kind, 'scan.') or e.kind in ('repository.created', 'repository.deleted'))");

    private final Jdbi jdbi;

    AuditLog(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Up to {@code limit} events that fit the query, after that place or from the newest on. */
    public AuditPage page(AuditQuery query, AuditPage.@Nullable Cursor after, int limit) {
        return page(AuditSearch.of(query, after), Math.clamp(limit, 1, MOST));
    }

    /** Hands out all events that fit the query, page by page; what happens meanwhile may be in it or not. */
    public void forEach(AuditQuery query, Consumer<AuditEvent> consumer) {
        AuditPage page = page(query, null, MOST);
        page.events().forEach(consumer);
        while (page.next() != null) {
            page = page(query, page.next(), MOST);
            page.events().forEach(consumer);
        }
    }

    /**
     * What happened in the repository that has this name now; nothing of an earlier one.
     *
     * @param administers whether the reader administers it: only then pulls, promotions, mirrors and grants are seen
     * @param withPulls whether pulls are wanted, by one who may see them
     */
    public AuditPage activity(
            String repository, boolean administers, boolean withPulls, AuditPage.@Nullable Cursor after, int limit) {
        return jdbi.withHandle(h -> createdAt(h, repository)
                .map(since -> page(
                        AuditSearch.activity(
                                repository,
                                since,
                                administers && withPulls ? List.of() : NO_PULLS,
                                administers ? List.of() : FOR_ALL,
                                after),
                        Math.clamp(limit, 1, MOST)))
                .orElseGet(() -> new AuditPage(List.of(), null)));
    }

    private static java.util.Optional<Instant> createdAt(Handle h, String repository) {
        return h.createQuery("select created_at from repository where name = :name")
                .bind("name", repository)
                .map((row, _) -> AuditEvent.instant(row, "created_at"))
                .findFirst();
    }

    private AuditPage page(AuditSearch search, int limit) {
        return jdbi.inTransaction(h -> {
            walkIndexes(h);
            List<AuditEvent> found = query(h, search, search.page())
                    .bind("limit", limit + 1)
                    .map((row, _) -> AuditEvent.of(row))
                    .list();
            if (found.size() > limit) {
                List<AuditEvent> page = found.subList(0, limit);
                return new AuditPage(page, AuditPage.Cursor.of(page.getLast()));
            }
            return new AuditPage(found, search.checks() ? end(h, search) : null);
        });
    }

    static Query query(Handle h, AuditSearch search, String sql) {
        // The values of what is only checked are not in the statement that finds the end.
        return h.createQuery(sql)
                .configure(SqlStatements.class, c -> c.setUnusedBindingAllowed(true))
                .bindMap(search.values());
    }

    /**
     * The planner takes a sort of all for cheaper than it is while it believes that few rows fit. And to plan for each of
     * the months takes longer than to read a page, so one plan serves all.
     */
    static void walkIndexes(Handle h) {
        h.execute("select set_config('transaction_read_only', 'on', true), set_config('enable_seqscan', 'off', true),"
                + " set_config('enable_bitmapscan', 'off', true), set_config('enable_sort', 'off', true),"
                + " set_config('plan_cache_mode', 'force_generic_plan', true)");
    }

    private static AuditPage.@Nullable Cursor end(Handle h, AuditSearch search) {
        return query(h, search, search.end())
                .map((row, _) -> new AuditPage.Cursor(AuditEvent.instant(row, "at"), row.getLong("id")))
                .findFirst()
                .orElse(null);
    }
}
