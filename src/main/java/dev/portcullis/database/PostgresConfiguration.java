package dev.portcullis.database;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The whole {@code postgresql.conf}, written by each start. An operator's own settings go into
 * {@code postgresql.auto.conf} (ALTER SYSTEM), which is read after it; those that would lose data are refused.
 *
 * @param durable false only in tests
 */
record PostgresConfiguration(boolean durable, int maxConnections) {
    static final PostgresConfiguration DURABLE = new PostgresConfiguration(true, 50);

    String text() {
        return """
                # Written by Portcullis at each start. Your own settings: ALTER SYSTEM.
                fsync = %1$s
                synchronous_commit = %1$s
                full_page_writes = %1$s
                # Reached by this machine and with a password only.
                listen_addresses = '127.0.0.1'
                unix_socket_directories = ''
                password_encryption = scram-sha-256
                max_connections = %2$d
                # Small: the rows of a registry are few, and the machine's memory belongs to its file cache.
                shared_buffers = 64MB
                huge_pages = off
                jit = off
                io_method = sync
                max_worker_processes = 4
                max_parallel_workers_per_gather = 0
                autovacuum_max_workers = 2
                random_page_cost = 1.1
                effective_cache_size = 512MB
                # Fewer checkpoints mean fewer full pages in the log; recovery of 512 MB takes a few seconds.
                checkpoint_timeout = 15min
                max_wal_size = 512MB
                min_wal_size = 64MB
                wal_recycle = on
                idle_in_transaction_session_timeout = 60s
                # A client that vanished in the middle of a query must not keep its locks.
                client_connection_check_interval = 10s
                timezone = 'UTC'
                log_timezone = 'UTC'
                lc_messages = 'C'
                log_checkpoints = off
                log_line_prefix = '%%m [%%p] '
                """.formatted(durable ? "on" : "off", maxConnections);
    }

    /** Puts it into a data directory; true when that changed something. */
    boolean write(Path data) throws IOException {
        Path file = data.resolve("postgresql.conf");
        if (Files.exists(file) && Files.readString(file, StandardCharsets.UTF_8).equals(text())) {
            return false;
        }
        Folders.writeDurably(file, text());
        return true;
    }
}
