package dev.portcullis.repository;

import dev.portcullis.database.Epoch;
import dev.portcullis.database.Epochs;
import dev.portcullis.reference.Digest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes away what nothing uses, while the registry runs. It works queues that triggers feed as rows change, so its cost
 * follows the garbage and not the store; any number of nodes share the work.
 *
 * <p>From top to bottom: a manifest without a tag, an index above it or a living subject (only when asked to); a link
 * that no manifest of its repository uses; a blob without a link; the object of such a blob. Each step judges after it
 * has locked the row, in a statement of its own that sees what was committed before the lock, and passes over rows that
 * somebody else holds: a push never waits for the collector, and what it has just used is never taken.
 */
@Singleton
public class GarbageCollector {

    /**
     * How one run goes.
     *
     * @param grace how long something must have been unused
     * @param removeUntagged whether manifests go that nothing refers to
     * @param dryRun tells what would go and changes nothing
     */
    public record Options(Duration grace, boolean removeUntagged, boolean dryRun) {
        public Options {
            if (grace.isNegative()) {
                throw new IllegalArgumentException("The grace period cannot be negative.");
            }
        }
    }

    /**
     * What a run took away (or would), and what waits.
     *
     * @param bytes freed in the store
     * @param kept what stays although nothing uses it, with the reason
     * @param problems objects that could not be deleted; the next run tries again
     */
    public record Report(
            boolean dryRun,
            long manifests,
            long links,
            long blobs,
            long bytes,
            List<Kept> kept,
            List<String> problems) {
        public Report {
            kept = List.copyOf(kept);
            problems = List.copyOf(problems);
        }
    }

    /**
     * How much waits to be looked at; not all of it will go. Counted to a million each.
     *
     * @param objects files whose rows are gone already
     */
    public record Waiting(long manifests, long links, long blobs, long objects) {}

    /** What was freed since the registry began; {@code at} is null where nothing was. */
    public record Freed(long blobs, long bytes, @Nullable Instant at) {}

    /** Unused things that stay: of what kind, how many, and why. */
    public record Kept(String what, long count, String why) {}

    private final UntaggedManifests manifests;
    private final UnusedLinks links;
    private final UnlinkedBlobs blobs;
    private final DoomedObjects doomed;
    private final GcForecast forecast;
    private final GcQueues queues;
    private final WhyKept whyKept;
    private final Epoch content;

    @Inject
    GarbageCollector(
            UntaggedManifests manifests,
            UnusedLinks links,
            UnlinkedBlobs blobs,
            DoomedObjects doomed,
            GcForecast forecast,
            GcQueues queues,
            WhyKept whyKept,
            Epochs epochs) {
        this(manifests, links, blobs, doomed, forecast, queues, whyKept, epochs.content());
    }

    GarbageCollector(
            UntaggedManifests manifests,
            UnusedLinks links,
            UnlinkedBlobs blobs,
            DoomedObjects doomed,
            GcForecast forecast,
            GcQueues queues,
            WhyKept whyKept,
            Epoch content) {
        this.manifests = manifests;
        this.links = links;
        this.blobs = blobs;
        this.doomed = doomed;
        this.forecast = forecast;
        this.queues = queues;
        this.whyKept = whyKept;
        this.content = content;
    }

    /** Works the queues until nothing is left that may go. */
    public Report run(Options options) {
        return run(options, bytes -> {});
    }

    /**
     * As {@link #run(Options)}.
     *
     * @param watcher hears the bytes freed so far again and again; what it throws ends the run, with nothing half done
     */
    public Report run(Options options, LongConsumer watcher) {
        GcTally tally = new GcTally(watcher);
        if (options.dryRun()) {
            forecast.count(options, tally);
        } else {
            work(options, tally);
            tally.kept = queues.kept(options);
        }
        return new Report(
                options.dryRun(), tally.manifests, tally.links, tally.blobs, tally.bytes, tally.kept, tally.problems);
    }

    /** What waits just now. */
    public Waiting waiting() {
        GcQueues.Lengths lengths = queues.lengths();
        return new Waiting(lengths.manifests(), lengths.links(), lengths.blobs(), lengths.objects());
    }

    /** The run itself, without the count of what stays. */
    void work(Options options, GcTally tally) {
        doomed.resume(tally);
        if (options.removeUntagged()) {
            manifests.collect(options.grace(), tally);
        } else {
            manifests.settle(options.grace());
        }
        if (tally.manifests > 0) {
            content.bumpLocally();
        }
        links.collect(options.grace(), tally, content::bumpLocally);
        blobs.collect(options.grace(), tally);
        queues.freed(tally);
    }

    /** What all nodes have freed so far. */
    public Freed freed() {
        return queues.freed();
    }

    /** What holds a blob or a manifest of that digest, in sentences; empty when nothing of that digest is here. */
    public List<String> why(Digest digest) {
        return whyKept.explain(digest);
    }
}
