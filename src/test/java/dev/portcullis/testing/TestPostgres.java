package dev.portcullis.testing;

import dev.portcullis.database.DatabaseAddress;
import dev.portcullis.database.UnsafePostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;

/**
 * One PostgreSQL for the whole test JVM, started when the first test asks. It does not sync, which no test of durability
 * may use; those start the program's own server.
 */
public final class TestPostgres {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private TestPostgres() {}

    /** How to reach a database. */
    public record Database(String url, String user, String password) {
        /** Handles for a test that needs no container. Every handle is a connection of its own. */
        public Jdbi jdbi() {
            return Jdbi.create(url, user, password);
        }
    }

    /** A new database without any table. */
    public static Database emptyDatabase() {
        return database("template1");
    }

    private static Database database(String template) {
        String name = "test" + COUNT.incrementAndGet();
        DatabaseAddress server = Server.RUNNING;
        try (Connection connection = DriverManager.getConnection(server.url(), server.user(), server.password());
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name + " template " + template);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
        String url = server.url().substring(0, server.url().lastIndexOf('/') + 1) + name;
        return new Database(url, server.user(), server.password());
    }

    /** A new database with the program's tables. */
    public static Database migratedDatabase() {
        return database(Migrated.NAME);
    }

    /** Migrated once and copied for each test, which is much faster. */
    private static final class Migrated {
        static final String NAME = migrated();

        private static String migrated() {
            Database database = emptyDatabase();
            Flyway.configure()
                    .dataSource(database.url(), database.user(), database.password())
                    .load()
                    .migrate();
            return database.url().substring(database.url().lastIndexOf('/') + 1);
        }
    }

    private static final class Server {
        static final DatabaseAddress RUNNING = UnsafePostgres.start(TestFolders.create("postgres"));
    }
}
