package dev.portcullis.database;

import java.nio.file.Path;

/** The embedded server without any sync, for tests that are about something else than durability. */
public final class UnsafePostgres {
    private UnsafePostgres() {}

    /** Starts a server in this folder; it ends with the JVM. Its role may create databases. */
    public static DatabaseAddress start(Path home) {
        EmbeddedPostgres server = EmbeddedPostgres.start(home, new PostgresConfiguration(false, 200), _ -> {});
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        return server.address().as(PostgresSetup.SUPERUSER);
    }
}
