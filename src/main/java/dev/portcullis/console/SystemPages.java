package dev.portcullis.console;

import dev.portcullis.auth.ForBrowsers;
import dev.portcullis.auth.RequiresAuditor;
import dev.portcullis.blob.BlobStore;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.ClusterNode;
import dev.portcullis.database.Statistics;
import dev.portcullis.error.RegistryException;
import dev.portcullis.reference.Digest;
import dev.portcullis.repository.GarbageCollector;
import dev.portcullis.repository.GcConfig;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** How the registry is, and what it frees. */
@Path("/system")
@ForBrowsers
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class SystemPages {
    /** What would go is counted without being asked for where so few rows wait. */
    private static final long COUNTED_UNASKED = 10_000;

    private static final List<String> TABLES = List.of("repository", "manifest", "tag", "blob");

    private final Statistics statistics;
    private final Cluster cluster;
    private final GarbageCollector collector;
    private final BlobStore store;
    private final Duration grace;
    private final Duration interval;
    private final Visit visit;

    SystemPages(
            Statistics statistics,
            Cluster cluster,
            GarbageCollector collector,
            BlobStore store,
            GcConfig config,
            Visit visit) {
        this.statistics = statistics;
        this.cluster = cluster;
        this.collector = collector;
        this.store = store;
        this.grace = config.grace();
        this.interval = config.interval();
        this.visit = visit;
    }

    /** How the registry is. */
    public record Health(
            List<ClusterNode> nodes,
            Statistics.Database database,
            boolean storageWell,
            long storageMillis,
            Map<String, Long> holds) {}

    /**
     * What the collector has before it.
     *
     * @param report what would go; null where so much waits that it is counted only when asked for
     * @param why null until somebody asks
     */
    public record Garbage(
            GarbageCollector.Waiting waiting,
            GarbageCollector.Freed freed,
            GarbageCollector.@Nullable Report report,
            String interval,
            boolean mayChange,
            boolean withGrace,
            String grace,
            String digest,
            @Nullable List<String> why,
            Problem problem) {}

    @CheckedTemplate
    static final class Templates {
        private Templates() {}

        static native TemplateInstance health(SystemPages.Health view);

        static native TemplateInstance garbage(SystemPages.Garbage view);
    }

    /** The first of its pages. */
    @GET
    @RequiresAuditor
    public RestResponse<String> system() {
        return Page.goTo("/system/health");
    }

    /** Nodes, database, storage. */
    @GET
    @Path("/health")
    @RequiresAuditor
    public RestResponse<String> health() {
        long began = System.nanoTime();
        boolean well = store.takesWrites();
        long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
        return Page.of(
                200,
                Templates.health(
                        new Health(cluster.nodes(), statistics.database(), well, millis, statistics.about(TABLES))));
    }

    /** Queues, what would go, and why something is still here. */
    @GET
    @Path("/garbage")
    @RequiresAuditor
    public RestResponse<String> garbage(
            @RestQuery @Nullable String digest,
            @RestQuery("grace") @Nullable String graceWish,
            @RestQuery @Nullable String count) {
        boolean withGrace = !"none".equals(graceWish);
        GarbageCollector.Waiting waiting = collector.waiting();
        boolean counts = "yes".equals(count) || waiting.links() + waiting.blobs() <= COUNTED_UNASKED;
        GarbageCollector.Report report = counts
                ? collector.run(new GarbageCollector.Options(withGrace ? grace : Duration.ZERO, false, true))
                : null;
        String asked = Paging.orEmpty(digest);
        List<String> why = null;
        Problem problem = Problem.NONE;
        if (!asked.isEmpty()) {
            try {
                List<String> sentences = collector.why(Digest.parse(asked));
                why = sentences.isEmpty()
                        ? new ArrayList<>(List.of(visit.words(SystemWords.class).whyNothing()))
                        : sentences;
            } catch (RegistryException refused) {
                problem = Problem.of(refused);
            }
        }
        return Page.of(
                problem.text().isEmpty() ? 200 : 400,
                Templates.garbage(new Garbage(
                        waiting,
                        collector.freed(),
                        report,
                        told(interval),
                        visit.administrator(),
                        withGrace,
                        told(grace),
                        asked,
                        why,
                        problem)));
    }

    /** As operators write it: 24 h, 30 min. */
    private static String told(Duration grace) {
        return grace.toMinutes() % 60 == 0 ? grace.toHours() + " h" : grace.toMinutes() + " min";
    }
}
