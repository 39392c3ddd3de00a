package dev.portcullis.cli;

import dev.portcullis.cluster.ClusterNode;
import dev.portcullis.database.DatabaseCheckup;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;

/** What {@code doctor} says of the database. */
final class DatabaseFindings {
    private static final int OLDEST_POSTGRES = 14;
    /** What other programs of the operator, such as a backup, should still find. */
    private static final int CONNECTIONS_FOR_OTHERS = 5;

    private DatabaseFindings() {}

    static List<Finding> of(DatabaseCheckup checkup) {
        return List.of(
                version(checkup),
                commits(checkup),
                writes(checkup),
                encoding(checkup),
                connections(checkup),
                clock(checkup));
    }

    private static Finding version(DatabaseCheckup checkup) {
        String sentence = "PostgreSQL " + checkup.version() + " answers.";
        return checkup.major() >= OLDEST_POSTGRES
                ? Finding.ok("database", sentence)
                : Finding.wrong("database", sentence + " Upgrade it to " + OLDEST_POSTGRES + " or newer.");
    }

    private static Finding commits(DatabaseCheckup checkup) {
        return checkup.keepsCommits()
                ? Finding.ok("commits", "A commit survives the loss of power.")
                : Finding.wrong(
                        "commits",
                        "A push that was answered with 201 can be lost. Set fsync, full_page_writes and synchronous_commit"
                                + " to on.");
    }

    private static Finding writes(DatabaseCheckup checkup) {
        return checkup.readOnly()
                ? Finding.wrong(
                        "writes",
                        "The database takes no writes: it is a standby, or default_transaction_read_only is on. Name the"
                                + " primary, or all servers with targetServerType=primary in the URL.")
                : Finding.ok("writes", "The database takes writes.");
    }

    private static Finding encoding(DatabaseCheckup checkup) {
        String sentence = "The database's encoding is " + checkup.encoding() + ".";
        return checkup.encoding().equals("UTF8")
                ? Finding.ok("encoding", sentence)
                : Finding.wrong("encoding", sentence + " Make a new one: create database ... encoding 'UTF8'.");
    }

    private static Finding connections(DatabaseCheckup checkup) {
        int pool = ConfigProvider.getConfig().getValue("quarkus.datasource.jdbc.max-size", Integer.class);
        String sentence = "The server takes %d connections, of which %d are used; each node uses up to %d."
                .formatted(checkup.maxConnections(), checkup.used(), pool);
        return checkup.maxConnections() >= pool + CONNECTIONS_FOR_OTHERS
                ? Finding.ok("connections", sentence)
                : Finding.warning("connections", sentence + " Raise max_connections.");
    }

    private static Finding clock(DatabaseCheckup checkup) {
        Duration ahead = checkup.clockAhead();
        String sentence = "The database's clock is %d ms ahead of this machine's.".formatted(ahead.toMillis());
        return ahead.abs().compareTo(ClusterNode.CLOCK_MAY_DIFFER) <= 0
                ? Finding.ok("clock", sentence)
                : Finding.warning("clock", sentence + " Keep both right with NTP.");
    }
}
