package dev.portcullis.database;

import dev.portcullis.error.CannotStartException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * What the embedded server needs before its first use: a role that is no superuser, so that a flaw in a query of ours
 * cannot read files or run programs, and the database that it owns.
 */
final class PostgresSetup {
    static final String SUPERUSER = "postgres";
    private static final String NAME = "portcullis";
    private static final List<String> SETTINGS_THAT_KEEP_DATA =
            List.of("fsync", "synchronous_commit", "full_page_writes");

    private final int port;
    private final String password;

    PostgresSetup(int port, String password) {
        this.port = port;
        this.password = password;
    }

    DatabaseAddress prepare(PostgresConfiguration configuration) throws IOException {
        try (Connection connection = new DatabaseAddress(url("postgres"), SUPERUSER, password).connect();
                Statement statement = connection.createStatement()) {
            if (configuration.durable()) {
                refuseLossySettings(statement);
            }
            if (!exists(statement, "select from pg_roles where rolname = '" + NAME + "'")) {
                // The password is made of hex digits, so it needs no quoting.
                statement.execute("create role " + NAME + " login password '" + password + "'");
            }
            if (!exists(statement, "select from pg_database where datname = '" + NAME + "'")) {
                statement.execute("create database " + NAME + " owner " + NAME);
            }
        } catch (SQLException failure) {
            throw new IOException("it runs, but refuses: " + failure.getMessage(), failure);
        }
        return new DatabaseAddress(url(NAME), NAME, password);
    }

    private static void refuseLossySettings(Statement statement) throws SQLException {
        for (String setting : SETTINGS_THAT_KEEP_DATA) {
            try (ResultSet row = statement.executeQuery("show " + setting)) {
                if (row.next() && !row.getString(1).equals("on")) {
                    throw new CannotStartException("The embedded PostgreSQL has " + setting + " = " + row.getString(1)
                            + ", which loses pushes that were answered with 201. Remove that line from"
                            + " postgres/postgresql.auto.conf in the home folder and start again.");
                }
            }
        }
    }

    private static boolean exists(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            return row.next();
        }
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }
}
