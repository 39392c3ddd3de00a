package dev.portcullis.database;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/** What an operator wants to see of the database and of the nodes over it, while they run. */
@Singleton
public final class Statistics {
    private final Jdbi jdbi;

    Statistics(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** A node as the database knows it. */
    public record Node(String address, String version, Instant startedAt, Instant seenAt) {}

    /**
     * The database.
     *
     * @param bytes on its disk
     * @param answersIn how long it took to say so
     * @param clockAhead how far its clock is ahead of this node's
     */
    public record Database(String version, long bytes, Duration answersIn, Duration clockAhead) {}

    /** The nodes that are up, and those that are taken for gone in a moment. */
    public List<Node> nodes() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select address, version, started_at, seen_at from node order by started_at, id")
                .map((row, context) -> new Node(
                        row.getString("address"),
                        row.getString("version"),
                        row.getTimestamp("started_at").toInstant(),
                        row.getTimestamp("seen_at").toInstant()))
                .list());
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
