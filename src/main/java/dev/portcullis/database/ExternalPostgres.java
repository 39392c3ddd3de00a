package dev.portcullis.database;

import dev.portcullis.error.CannotStartException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;

/** A PostgreSQL that somebody else runs: the start waits for it, and refuses one that is too old. */
public final class ExternalPostgres {
    private static final int OLDEST = 14;
    /** Longer than a restart or a failover of PostgreSQL takes; after it, a supervisor should see the failure. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private ExternalPostgres() {}

    /** Waits until the server answers, at most a minute. */
    public static void await(DatabaseAddress address, Consumer<String> say) {
        await(address, PATIENCE, say);
    }

    static void await(DatabaseAddress address, Duration patience, Consumer<String> say) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            try (Connection connection = address.connect()) {
                refuseOld(connection.getMetaData().getDatabaseMajorVersion());
                return;
            } catch (SQLException failure) {
                if (!mayPass(failure) || System.nanoTime() > deadline) {
                    throw new CannotStartException(
                            "PostgreSQL at " + address + " cannot be used: " + failure.getMessage(), failure);
                }
                say.accept("Waiting for PostgreSQL at " + address + ": " + failure.getMessage());
                pause();
            }
        }
    }

    static void refuseOld(int major) {
        if (major < OLDEST) {
            throw new CannotStartException("PostgreSQL " + major + " is too old: Portcullis needs " + OLDEST
                    + " or newer. Upgrade the server, or leave out --db-url to use the embedded one.");
        }
    }

    /** A wrong password or database name does not get better by waiting (classes 28 and 3D). */
    private static boolean mayPass(SQLException failure) {
        String state = failure.getSQLState();
        return state == null || !(state.startsWith("28") || state.startsWith("3D"));
    }

    private static void pause() {
        try {
            Thread.sleep(Duration.ofSeconds(2));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new CannotStartException("The start was interrupted while it waited for PostgreSQL.", stop);
        }
    }
}
