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
 * @param clockAhead how far the server's clock is ahead of ours
 */
public record DatabaseCheckup(String version, boolean keepsCommits, int maxConnections, Duration clockAhead) {
    /** Asks the database, without changing anything. */
    public static DatabaseCheckup of(DatabaseAddress address) throws SQLException {
        try (Connection connection = address.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        select current_setting('server_version'),
                            current_setting('fsync') = 'on' and current_setting('full_page_writes') = 'on'
                                and current_setting('synchronous_commit') <> 'off',
                            current_setting('max_connections')::int, clock_timestamp()""")) {
            row.next();
            Duration ahead = Duration.between(Instant.now(), row.getTimestamp(4).toInstant());
            return new DatabaseCheckup(row.getString(1), row.getBoolean(2), row.getInt(3), ahead);
        }
    }
}
