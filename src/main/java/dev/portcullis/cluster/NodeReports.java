package dev.portcullis.cluster;

import dev.portcullis.blob.BlobStore;
import dev.portcullis.database.Nodes;
import dev.portcullis.database.Statistics;
import dev.portcullis.job.Background;
import dev.portcullis.tls.ShownCertificate;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.jdbi.v3.core.Jdbi;

/** Tells of this node what only this node can know. A store that hangs leaves the last report to grow old. */
@Singleton
final class NodeReports {
    /** Short, so that a node that just came is whole soon. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private static final long EVERY = Duration.ofSeconds(10).toNanos();

    private final Jdbi jdbi;
    private final Nodes nodes;
    private final Statistics statistics;
    private final BlobStore store;
    private final ShownCertificate certificate;
    private final String host = host();
    private long next = System.nanoTime();

    NodeReports(Jdbi jdbi, Nodes nodes, Statistics statistics, BlobStore store, ShownCertificate certificate) {
        this.jdbi = jdbi;
        this.nodes = nodes;
        this.statistics = statistics;
        this.store = store;
        this.certificate = certificate;
    }

    void start(@Observes StartupEvent event, Background background) {
        background.every("The report of this node", PAUSE, () -> {
            if (System.nanoTime() - next >= 0) {
                report();
                next = System.nanoTime() + EVERY;
            }
        });
    }

    void report() {
        boolean well = store.takesWrites();
        long ahead = statistics.clockAhead().negated().toMillis();
        jdbi.useHandle(handle -> handle.createUpdate("""
                        update node set host = :host, checked_at = now(), clock_ahead_ms = :ahead, storage_well = :well,
                            certificate_until = :until
                        where id = :id""")
                .bind("id", nodes.id())
                .bind("host", host)
                .bind("ahead", ahead)
                .bind("well", well)
                .bind("until", certificate.endsAt())
                .execute());
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "";
        }
    }
}
