package dev.portcullis.job;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Read at start. */
@ConfigMapping(prefix = "portcullis.background")
interface BackgroundConfig {
    /** Whether this process does background work; a command that runs beside a server does not. */
    @WithDefault("true")
    boolean enabled();
}
