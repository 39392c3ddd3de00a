package dev.portcullis.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Up to where the tables of a database are.
 *
 * @param number of the last change
 * @param release that made it; empty where that is not noted
 */
public record TablesState(String number, String release) {
    private static final TablesState UNKNOWN = new TablesState("", "");

    /** Asks the database; both are empty where it does not say. */
    public static TablesState of(DatabaseAddress address) {
        try (Connection connection = address.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        select version, case when installed_by like 'portcullis %' then installed_by else '' end
                        from flyway_schema_history where version is not null
                        order by installed_rank desc limit 1""")) {
            return row.next() ? new TablesState(row.getString(1), row.getString(2)) : UNKNOWN;
        } catch (SQLException notThere) {
            return UNKNOWN;
        }
    }

    /** What an operator does where this program cannot work with the tables. */
    public String wayOut() {
        String newest = release.isEmpty() ? "the release that last started on it" : release;
        return "The tables in the database (version " + number
                + ") do not fit this release; nothing was changed. Start "
                + newest + ", or a newer one. To go back to this release, restore the backup that was made before the"
                + " upgrade: the database and the blobs of one moment.";
    }
}
