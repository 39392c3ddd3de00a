package dev.portcullis.database;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;

/** The program that a test kills: starts the embedded server, writes a row, and waits. */
final class EmbeddedPostgresUser {
    private EmbeddedPostgresUser() {}

    public static void main(String... arguments) throws Exception {
        Path home = Path.of(arguments[0]);
        EmbeddedPostgres server = EmbeddedPostgres.start(home, _ -> {});
        try (Connection connection = server.address().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("create table kept as select 42 as value");
        }
        Files.createFile(home.resolve("ready"));
        // Until the test ends, however it does.
        while (System.in.read() >= 0) {
            Thread.onSpinWait();
        }
        server.close();
    }
}
