package dev.portcullis.repository;

import java.sql.SQLException;

/** The constraints of the database that a request can run into. */
enum Constraint {
    NOT_NULL("23502"),
    FOREIGN_KEY("23503"),
    UNIQUE("23505");

    private final String sqlState;

    Constraint(String sqlState) {
        this.sqlState = sqlState;
    }

    /** Whether this constraint is why the statement failed. */
    boolean brokenBy(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql && sqlState.equals(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }
}
