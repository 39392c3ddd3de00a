package dev.portcullis.repository;

import dev.portcullis.event.AuditEvent;
import dev.portcullis.event.SealedEvents;
import dev.portcullis.job.Background;
import dev.portcullis.reference.Digest;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * How much is pulled and pushed, when something was pulled last, and how the store grows. Counted from the audit log as
 * it is sealed: a pull costs nothing more for it, and is seen here some seconds later.
 */
@Singleton
public final class Usage implements SealedEvents {
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final String PULLED = "manifest.pulled";
    private static final String PUSHED = "manifest.pushed";

    private final Jdbi jdbi;

    /**
     * A day of the whole registry, by UTC.
     *
     * @param bytes of all blobs at its end; null where nobody looked
     */
    public record Day(
            LocalDate day,
            long pulls,
            long pushes,
            @Nullable Long bytes) {}

    /** What was done with a repository or an image. */
    public record Use(
            long pulls,
            @Nullable Instant pulledAt,
            @Nullable Instant pushedAt) {
        /** Of what was never touched. */
        public static final Use NONE = new Use(0, null, null);
    }

    /** What happened to one thing in a batch. */
    private static final class Count {
        long pulls;
        long pushes;

        @Nullable
        Instant pulledAt;

        @Nullable
        Instant pushedAt;

        void add(AuditEvent event) {
            if (event.kind().equals(PULLED)) {
                pulls += event.times();
                pulledAt = later(pulledAt, event.at());
            } else {
                pushes += event.times();
                pushedAt = later(pushedAt, event.at());
            }
        }

        private static Instant later(@Nullable Instant one, Instant other) {
            return one == null || one.isBefore(other) ? other : one;
        }
    }

    private record Image(String repository, String digest) {}

    Usage(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    void start(@Observes StartupEvent event, Background background) {
        background.every("Measuring of the store", PAUSE, this::measure);
    }

    @Override
    public void sealed(Handle handle, List<AuditEvent> events) {
        Map<LocalDate, Count> days = new TreeMap<>();
        Map<String, Count> repositories = new TreeMap<>();
        Map<Image, Count> images = new HashMap<>();
        for (AuditEvent event : events) {
            String repository = event.repository();
            boolean counts = event.result().equals("ok")
                    && (event.kind().equals(PULLED) || event.kind().equals(PUSHED));
            if (counts && repository != null) {
                days.computeIfAbsent(LocalDate.ofInstant(event.at(), ZoneOffset.UTC), day -> new Count())
                        .add(event);
                repositories.computeIfAbsent(repository, name -> new Count()).add(event);
                String digest = event.digest();
                if (digest != null && event.kind().equals(PULLED)) {
                    images.computeIfAbsent(new Image(repository, digest), image -> new Count())
                            .add(event);
                }
            }
        }
        days.forEach((day, count) -> addDay(handle, day, count));
        if (!repositories.isEmpty()) {
            addRepositories(handle, repositories);
        }
        if (!images.isEmpty()) {
            addImages(handle, images);
        }
    }

    private static void addDay(Handle handle, LocalDate day, Count count) {
        handle.execute("""
                insert into usage_day as u (day, pulls, pushes) values (?, ?, ?)
                on conflict (day) do update set pulls = u.pulls + excluded.pulls, pushes = u.pushes + excluded.pushes""", day, count.pulls, count.pushes);
    }

    private static void addRepositories(Handle handle, Map<String, Count> counts) {
        Collection<Count> values = counts.values();
        handle.createUpdate("""
                        insert into repository_usage as u (repository_id, pulls, pushes, pulled_at, pushed_at)
                        select r.id, c.pulls, c.pushes, c.pulled_at, c.pushed_at
                        from unnest(:names, :pulls, :pushes, cast(:pulledAt as timestamptz[]), cast(:pushedAt as timestamptz[]))
                            as c (name, pulls, pushes, pulled_at, pushed_at)
                        join repository r on r.name = c.name collate "C"
                        on conflict (repository_id) do update set pulls = u.pulls + excluded.pulls,
                            pushes = u.pushes + excluded.pushes,
                            pulled_at = greatest(u.pulled_at, excluded.pulled_at),
                            pushed_at = greatest(u.pushed_at, excluded.pushed_at)""")
                .bindArray("names", String.class, counts.keySet().toArray())
                .bindArray(
                        "pulls", Long.class, values.stream().map(c -> c.pulls).toArray())
                .bindArray(
                        "pushes", Long.class, values.stream().map(c -> c.pushes).toArray())
                .bindArray(
                        "pulledAt",
                        String.class,
                        values.stream().map(c -> text(c.pulledAt)).toArray())
                .bindArray(
                        "pushedAt",
                        String.class,
                        values.stream().map(c -> text(c.pushedAt)).toArray())
                .execute();
    }

    private static void addImages(Handle handle, Map<Image, Count> counts) {
        List<Image> images = new ArrayList<>(counts.keySet());
        List<Count> values = images.stream().map(counts::get).toList();
        handle.createUpdate("""
                        insert into manifest_usage as u (manifest_id, pulls, pulled_at)
                        select m.id, c.pulls, c.pulled_at
                        from unnest(:names, :digests, :pulls, cast(:pulledAt as timestamptz[])) as c (name, digest, pulls, pulled_at)
                        join repository r on r.name = c.name collate "C"
                        join manifest m on m.repository_id = r.id and m.digest = c.digest collate "C"
                        on conflict (manifest_id) do update set pulls = u.pulls + excluded.pulls,
                            pulled_at = greatest(u.pulled_at, excluded.pulled_at)""")
                .bindArray(
                        "names",
                        String.class,
                        images.stream().map(Image::repository).toArray())
                .bindArray(
                        "digests",
                        String.class,
                        images.stream().map(Image::digest).toArray())
                .bindArray(
                        "pulls", Long.class, values.stream().map(c -> c.pulls).toArray())
                .bindArray(
                        "pulledAt",
                        String.class,
                        values.stream().map(c -> text(c.pulledAt)).toArray())
                .execute();
    }

    private static @Nullable String text(@Nullable Instant at) {
        return at == null ? null : at.toString();
    }

    /** Once an hour, on one node: how much there is; once a day also away with counts of what is gone. */
    void measure() {
        jdbi.useTransaction(handle -> {
            handle.execute("set local synchronous_commit = off");
            Boolean firstOfDay =
                    handle.createQuery("""
                            insert into usage_day as u (day, measured_at) values ((now() at time zone 'UTC')::date, now())
                            on conflict (day) do update set measured_at = now()
                            where u.measured_at is null or u.measured_at < now() - interval '1 hour'
                            returning u.blobs is null""").mapTo(Boolean.class).findOne().orElse(null);
            if (firstOfDay == null) {
                return;
            }
            handle.execute("""
                    update usage_day set (blobs, bytes) = (select count(*), coalesce(sum(size), 0) from blob)
                    where day = (now() at time zone 'UTC')::date""");
            if (firstOfDay) {
                forgetWhatIsGone(handle);
            }
        });
    }

    private static void forgetWhatIsGone(Handle handle) {
        for (String table : List.of("manifest_label", "manifest_usage")) {
            handle.execute(
                    "delete from " + table + " u where not exists (select from manifest m where m.id = u.manifest_id)");
        }
        handle.execute(
                "delete from repository_usage u where not exists (select from repository r where r.id = u.repository_id)");
    }

    /** The last days of the registry, the earliest first; a day on which nothing happened is there too. */
    public List<Day> lastDays(int days) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select d::date as day, coalesce(u.pulls, 0) as pulls, coalesce(u.pushes, 0) as pushes, u.bytes
                        from generate_series((now() at time zone 'UTC')::date - (:days - 1),
                            (now() at time zone 'UTC')::date, interval '1 day') d
                        left join usage_day u on u.day = d::date order by d""")
                .bind("days", days)
                .map((row, context) -> new Day(
                        row.getObject("day", LocalDate.class),
                        row.getLong("pulls"),
                        row.getLong("pushes"),
                        row.getObject("bytes", Long.class)))
                .list());
    }

    /** Of these repositories, by name; those that were never touched are not in it. */
    public Map<String, Use> ofRepositories(Collection<String> names) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select r.name, u.pulls, u.pulled_at, u.pushed_at from repository r
                        join repository_usage u on u.repository_id = r.id where r.name = any(:names)""")
                .bindArray("names", String.class, names.toArray())
                .reduceRows(new HashMap<String, Use>(), (uses, row) -> {
                    uses.put(
                            row.getColumn("name", String.class),
                            new Use(
                                    row.getColumn("pulls", Long.class),
                                    row.getColumn("pulled_at", Instant.class),
                                    row.getColumn("pushed_at", Instant.class)));
                    return uses;
                }));
    }

    /** When images of a repository were last pulled, by digest; those that never were are not in it. */
    public Map<String, Instant> lastPulls(long repositoryId, Collection<Digest> digests) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select m.digest, u.pulled_at from manifest m join manifest_usage u on u.manifest_id = m.id
                        where m.repository_id = :repository and m.digest = any(:digests)""")
                .bind("repository", repositoryId)
                .bindArray(
                        "digests",
                        String.class,
                        digests.stream().map(Digest::toString).toArray())
                .reduceRows(new HashMap<String, Instant>(), (pulls, row) -> {
                    pulls.put(row.getColumn("digest", String.class), row.getColumn("pulled_at", Instant.class));
                    return pulls;
                }));
    }
}
