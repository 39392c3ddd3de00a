package dev.portcullis.database;

import dev.portcullis.error.CannotStartException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.postgresql.Driver;

/** How to reach a PostgreSQL database. */
public record DatabaseAddress(String url, String user, String password) {
    /** A connection of its own, outside of any pool; for before the start and after the stop. */
    Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "30");
        properties.setProperty("ApplicationName", "portcullis start");
        Connection connection = new Driver().connect(url, properties);
        if (connection == null) {
            throw new CannotStartException("The database address is not a PostgreSQL one: " + url
                    + ". It looks like jdbc:postgresql://host:5432/database.");
        }
        return connection;
    }

    /** The same database and password for another role. */
    DatabaseAddress as(String role) {
        return new DatabaseAddress(url, role, password);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return url + " as " + user;
    }
}
