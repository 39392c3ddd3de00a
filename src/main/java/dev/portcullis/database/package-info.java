/** The way to PostgreSQL: the embedded server, the wait for a real one, and the one source of handles. */
@NullMarked
package dev.portcullis.database;

import org.jspecify.annotations.NullMarked;
