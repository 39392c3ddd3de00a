package dev.portcullis.blob;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where bytes are kept, and the limits of uploads. */
@ConfigMapping(prefix = "portcullis.storage")
public interface StorageConfig {

    /** The folder of the filesystem store; default {@code blobs} in the home. Shared by all nodes of one database. */
    Optional<Path> folder();

    /**
     * Pushes are refused when less than this would stay free, so that the database beside it can go on and content
     * can be deleted. At most a twentieth of the disk is kept.
     */
    @WithDefault("256M")
    MemorySize minFree();

    /** The largest blob. */
    @WithDefault("1024G")
    MemorySize maxBlobSize();

    /** An upload without activity for this long is given up. */
    @WithDefault("P7D")
    Duration uploadTtl();
}
