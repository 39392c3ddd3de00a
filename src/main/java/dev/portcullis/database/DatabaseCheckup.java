package dev.portcullis.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;

/**
 * What an operator wants to know of the database.
 *
 * @param keepsCommits whether the server is set so that a commit survives the loss of power
 * @param readOnly whether the server takes no writes, as a standby
 * @param used connections that there are now, ours included
 * @param clockAhead how far the server's clock is ahead of ours
 * @param hasTables whether a registry has used it before
 */
public record DatabaseCheckup(
        String version,
        int major,
        boolean keepsCommits,
        boolean readOnly,
        String encoding,
        int maxConnections,
        int used,
        Duration clockAhead,
        boolean hasTables) {
    /** Asks the database, without changing anything. */
    public static DatabaseCheckup of(DatabaseAddress address) throws SQLException {
        try (Connection connection = address.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        select current_setting('server_version'),
                            current_setting('fsync') = 'on' and current_setting('full_page_writes') = 'on'
                                and current_setting('synchronous_commit') <> 'off',
                            current_setting('max_connections')::int, clock_timestamp(),
                            current_setting('server_version_num')::int / 10000,
                            current_setting('transaction_read_only') = 'on' or pg_is_in_recovery(),
                            current_setting('server_encoding'), (select count(*) from pg_stat_activity),
                            to_regclass('flyway_schema_history') is not null""")) {
            row.next();
            Duration ahead = Duration.between(Instant.now(), row.getTimestamp(4).toInstant());
            return new DatabaseCheckup(
                    row.getString(1),
                    row.getInt(5),
                    row.getBoolean(2),
                    row.getBoolean(6),
                    row.getString(7),
                    row.getInt(3),
                    row.getInt(8),
                    ahead,
                    row.getBoolean(9));
        }
    }
}
