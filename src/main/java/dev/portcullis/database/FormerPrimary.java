package dev.portcullis.database;

import io.agroal.api.AgroalDataSource;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import org.jboss.logging.Logger;

/**
 * Leaves a database server that takes no writes any more, as the old primary after a fail-over: its connections are whole, so
 * the pool would keep them. With several hosts in the address and {@code targetServerType=primary} the driver then finds the
 * one that does.
 */
@Singleton
final class FormerPrimary {
    /** {@code read_only_sql_transaction}: PostgreSQL's appendix A, "Error Codes". */
    private static final String READ_ONLY = "25006";

    private static final Logger LOG = Logger.getLogger(FormerPrimary.class);

    private final Runnable leave;

    @Inject
    FormerPrimary(AgroalDataSource pool) {
        this(() -> pool.flush(AgroalDataSource.FlushMode.GRACEFUL));
    }

    FormerPrimary(Runnable leave) {
        this.leave = leave;
    }

    /** Does a piece of work that writes; where the server takes no writes, every connection to it is closed once it is free. */
    void leaveWhenReadOnly(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException failure) {
            if (isReadOnly(failure)) {
                LOG.warn("The database takes no writes; its connections are closed, to look for one that does");
                leave.run();
            }
            throw failure;
        }
    }

    private static boolean isReadOnly(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && READ_ONLY.equals(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }
}
