package dev.portcullis.cluster;

import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Which nodes there are. They come and go by themselves: who beats is one, and who has not for ten seconds is none. */
@Singleton
public final class Cluster {
    private final Jdbi jdbi;

    Cluster(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** The nodes that are up, and those that are taken for gone in a moment, the oldest first. */
    public List<ClusterNode> nodes() {
        return jdbi.withHandle(handle ->
                handle.createQuery("""
                        select address, host, version, started_at, seen_at,
                            case when checked_at > now() - interval '30 seconds' then clock_ahead_ms end as ahead,
                            case when checked_at > now() - interval '30 seconds' then storage_well end as storage,
                            certificate_until
                        from node order by started_at, id""").map((row, context) -> node(row)).list());
    }

    private static ClusterNode node(ResultSet row) throws SQLException {
        return new ClusterNode(
                row.getString("address"),
                row.getString("host"),
                row.getString("version"),
                row.getTimestamp("started_at").toInstant(),
                row.getTimestamp("seen_at").toInstant(),
                row.getObject("ahead", Long.class),
                row.getObject("storage", Boolean.class),
                instant(row.getTimestamp("certificate_until")));
    }

    private static @Nullable Instant instant(@Nullable Timestamp at) {
        return at == null ? null : at.toInstant();
    }
}
