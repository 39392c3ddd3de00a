package dev.portcullis.database;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/** What an operator wants to see of the database, while it runs. */
@Singleton
public final class Statistics {
    private final Jdbi jdbi;

    Statistics(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * The database.
     *
     * @param bytes on its disk
     * @param answersIn how long it took to say so
     * @param clockAhead how far its clock is ahead of this node's
     */
    public record Database(String version, long bytes, Duration answersIn, Duration clockAhead) {}

    /** How far the database's clock is ahead of this node's, give or take half of what the question takes. */
    public Duration clockAhead() {
        Instant asked = Instant.now();
        return jdbi.withHandle(handle -> handle.createQuery("select clock_timestamp()")
                .map((row, context) -> row.getTimestamp(1).toInstant())
                .map(there -> Duration.between(
                        asked.plus(Duration.between(asked, Instant.now()).dividedBy(2)), there))
                .one());
    }

    /** Asks the database about itself. */
    public Database database() {
        long began = System.nanoTime();
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select current_setting('server_version') as version,
                            pg_database_size(current_database()) as bytes, clock_timestamp() as now""")
                .map((row, context) -> new Database(
                        row.getString("version"),
                        row.getLong("bytes"),
                        Duration.ofNanos(System.nanoTime() - began),
                        Duration.between(Instant.now(), row.getTimestamp("now").toInstant())))
                .one());
    }

    /** About how many rows these tables have, as the planner believes: to count millions has a price. */
    public Map<String, Long> about(List<String> tables) {
        return jdbi.withHandle(handle -> handle
                .createQuery("""
                        select relname, greatest(reltuples, 0)::bigint as rows from pg_class
                        where relnamespace = current_schema()::regnamespace and relkind = 'r'
                        and relname = any(:tables)""")
                .bindArray("tables", String.class, tables)
                .map((row, context) -> Map.entry(row.getString("relname"), row.getLong("rows")))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }
}
