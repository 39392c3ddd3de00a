package dev.portcullis.access;

import dev.portcullis.reference.RepositoryName;
import dev.portcullis.settings.GeneralSettings;
import dev.portcullis.settings.Settings;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Pages of the repositories that a caller may pull, in byte order of their canonical names. The cost follows the page
 * and not the table, however much or little of it the caller sees: each source of rights is read from an index, from
 * where the page begins, and only as far as the page goes.
 */
@Singleton
public final class VisibleRepositories {
    private static final int FIRST_RANGES = 16;
    private static final int MOST_RANGES = 1024;

    /** Names looked at for one search, so that a word that is nowhere costs no more than a rare one. */
    private static final int MOST_LOOKED_AT = 50_000;

    private static final int STEP = 1_000;

    /** Ranges of names, as what they begin with: namespaces, prefixes and a robot's patterns. */
    private static final String RANGES = """
            select name || '/' as stem from account where id = any(array(
                select :me
                union all select organization_id from organization_member where account_id = :me and owner
                union all select namespace_id from access_grant
                    where account_id = :me and repository_name is null and prefix is null
                union all select g.namespace_id from team_member t join access_grant g on g.team_id = t.team_id
                    where t.account_id = :me and g.repository_name is null and g.prefix is null
                union all select namespace_id from access_grant
                    where subject = 'everyone' and repository_name is null and prefix is null))
            union all select prefix from access_grant where account_id = :me and prefix is not null
            union all select g.prefix from team_member t join access_grant g on g.team_id = t.team_id
                where t.account_id = :me and g.prefix is not null
            union all select prefix from access_grant where subject = 'everyone' and prefix is not null
            union all select left(pattern, -1) from robot_permission where account_id = :me and right(pattern, 1) = '*'""";

    private static final String IN_RANGES = """
            select r.name from unnest(:stems, :ends) as n (stem, beyond) cross join lateral (
                select name from repository
                where name > :last and name >= n.stem collate "C" and name < n.beyond collate "C"
                order by name limit :limit) r""";

    private static final String GRANTED = """
            (select repository_name from access_grant
                where subject = 'everyone' and repository_name > :last order by repository_name limit :limit)
            union all (select repository_name from access_grant
                where account_id = :me and repository_name > :last order by repository_name limit :limit)
            union all (select g.repository_name from team_member t cross join lateral (
                select repository_name from access_grant where team_id = t.team_id and repository_name > :last
                order by repository_name limit :limit) g where t.account_id = :me)
            union all (select r.name from robot_permission p join repository r on r.name = p.pattern
                where p.account_id = :me and r.name > :last order by r.name limit :limit)""";

    private static final String ALL = "select name from repository where name > :last order by name limit :limit";

    /** All of them, for the test that looks at their plans. */
    static final List<String> STATEMENTS = List.of(RANGES, IN_RANGES, GRANTED, ALL);

    /** All names that begin so; '0' is the character after '/', so the name after the last of them ends in it. */
    private record Range(String stem) {
        String beyond() {
            return stem.isEmpty() ? "~" : stem.substring(0, stem.length() - 1) + "0";
        }

        /** Whether all of it comes before or at this name. */
        boolean isBefore(String last) {
            return beyond().compareTo(last) <= 0;
        }
    }

    private final Jdbi jdbi;
    private final LiveAccounts accounts;
    private final Settings settings;
    private final GeneralSettings.Section general;

    VisibleRepositories(Jdbi jdbi, LiveAccounts accounts, Settings settings, GeneralSettings.Section general) {
        this.jdbi = jdbi;
        this.accounts = accounts;
        this.settings = settings;
        this.general = general;
    }

    /** As {@link #page(Caller, String, int)}, of the repositories that the credential carries; all where it is null. */
    public List<String> page(Caller caller, @Nullable CredentialLimit carried, String last, int limit) {
        if (carried == null) {
            return page(caller, last, limit);
        }
        TreeSet<String> names = new TreeSet<>();
        for (NamePattern pattern : carried.repositories()) {
            String stem = pattern.stem();
            // What comes right before the first name of the pattern: a name is never one character shorter and equal.
            String before = stem.isEmpty() ? "" : stem.substring(0, stem.length() - 1);
            String from = last.compareTo(before) > 0 ? last : before;
            names.addAll(below(caller, pattern, from, last, limit));
        }
        return names.stream().limit(limit).toList();
    }

    /** Up to {@code limit} of them after {@code last} whose names contain the word, of the next 50,000. */
    public List<String> containing(
            Caller caller, @Nullable CredentialLimit carried, String word, String last, int limit) {
        List<String> found = new ArrayList<>();
        String after = last;
        for (int lookedAt = 0; lookedAt < MOST_LOOKED_AT && found.size() < limit; lookedAt += STEP) {
            List<String> step = page(caller, carried, after, STEP);
            step.stream()
                    .filter(name -> name.contains(word))
                    .limit(limit - found.size())
                    .forEach(found::add);
            if (step.size() < STEP) {
                break;
            }
            after = step.getLast();
        }
        return found;
    }

    private List<String> below(Caller caller, NamePattern pattern, String from, String last, int limit) {
        List<String> found = new ArrayList<>();
        String after = from;
        while (found.size() < limit) {
            List<String> page = page(caller, after, limit);
            page.stream()
                    .filter(name -> name.compareTo(last) > 0 && pattern.matches(RepositoryName.parse(name)))
                    .forEach(found::add);
            String end = page.isEmpty() ? "" : page.getLast();
            // Names in order: once past the pattern there is no more of it.
            if (page.size() < limit || (!end.startsWith(pattern.stem()) && end.compareTo(pattern.stem()) > 0)) {
                break;
            }
            after = end;
        }
        return found;
    }

    /** Up to {@code limit} names after {@code last}, which need not exist. */
    public List<String> page(Caller caller, String last, int limit) {
        if (limit <= 0) {
            return List.of();
        }
        long me = caller instanceof Caller.SignedIn in ? in.accountId() : -1;
        Account account = me < 0 ? null : accounts.find(me);
        boolean mayNothing = me < 0 ? !settings.value(general).anonymousAccess() : account == null || !account.active();
        if (mayNothing) {
            return List.of();
        }
        return jdbi.withHandle(handle -> account != null && account.seesEverything()
                ? handle.createQuery(ALL)
                        .bind("last", last)
                        .bind("limit", limit)
                        .mapTo(String.class)
                        .list()
                : granted(handle, me, last, limit));
    }

    private static List<String> granted(Handle handle, long me, String last, int limit) {
        // Java compares UTF-16 units; names are ASCII, so that is the byte order of the database.
        TreeSet<String> names = new TreeSet<>(handle.createQuery(GRANTED)
                .bind("me", me)
                .bind("last", last)
                .bind("limit", limit)
                .mapTo(String.class)
                .list());
        names.addAll(inRanges(handle, ranges(handle, me, last), last, limit));
        return names.stream().limit(limit).toList();
    }

    /** In the order of their names, none within another: a name must not be counted twice. */
    private static List<Range> ranges(Handle handle, long me, String last) {
        List<Range> found = new ArrayList<>();
        handle.createQuery(RANGES).bind("me", me).mapTo(String.class).list().stream()
                .sorted()
                .map(Range::new)
                .filter(range -> found.isEmpty()
                        || !range.stem().startsWith(found.getLast().stem()))
                .forEach(found::add);
        found.removeIf(range -> range.isBefore(last));
        return found;
    }

    /** Goes through the ranges in order, more of them at a time, until the page is full. */
    private static List<String> inRanges(Handle handle, List<Range> ranges, String last, int limit) {
        List<String> names = new ArrayList<>();
        int batch = FIRST_RANGES;
        for (int from = 0; from < ranges.size() && names.size() < limit; ) {
            int to = Math.min(ranges.size(), from + batch);
            List<Range> some = ranges.subList(from, to);
            names.addAll(handle.createQuery(IN_RANGES)
                    .bindArray(
                            "stems",
                            String.class,
                            some.stream().map(Range::stem).toList())
                    .bindArray(
                            "ends",
                            String.class,
                            some.stream().map(Range::beyond).toList())
                    .bind("last", last)
                    .bind("limit", limit)
                    .mapTo(String.class)
                    .list());
            from = to;
            batch = Math.min(batch * 2, MOST_RANGES);
        }
        return names;
    }

    /** The descriptions of these repositories, in the order of the names; empty where there is none. */
    public List<String> descriptions(List<String> names) {
        if (names.isEmpty()) {
            return List.of();
        }
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select coalesce(r.description, '') from unnest(:names) with ordinality as n (name, position)
                        left join repository r on r.name = n.name collate "C" order by n.position""")
                .bindArray("names", String.class, names)
                .mapTo(String.class)
                .list());
    }
}
