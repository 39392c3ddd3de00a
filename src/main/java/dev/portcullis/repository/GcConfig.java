package dev.portcullis.repository;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When content that nothing uses is taken away. */
@ConfigMapping(prefix = "portcullis.gc")
public interface GcConfig {

    /**
     * How long content is left alone after it came or was last used. A push must not take longer than half of this
     * from its first question about a blob to its manifest. With 0 a push that runs beside the collector may have to
     * send a blob again; it never loses one.
     */
    @WithDefault("24H")
    Duration grace();

    /** How often each node works the queues. */
    @WithDefault("1M")
    Duration interval();

    /** What becomes of manifests that have neither a tag, nor an index, nor a subject. */
    @WithDefault("keep")
    Untagged untagged();

    /** The most rows that one transaction takes, so that nobody waits for its locks. */
    @WithDefault("1000")
    int batch();

    /** What becomes of untagged manifests. */
    enum Untagged {
        /** They stay: deployments pin digests, and nobody can tell whether one still does. */
        KEEP,
        /** They go after the grace period. */
        REMOVE
    }
}
