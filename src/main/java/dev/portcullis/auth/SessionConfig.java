package dev.portcullis.auth;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long somebody stays signed in with a browser; the same on every node. */
@ConfigMapping(prefix = "portcullis.session")
public interface SessionConfig {
    /** A session ends when no page was asked for this long. */
    @WithDefault("60M")
    Duration idle();

    /** A session ends this long after signing in, however busy. */
    @WithDefault("12H")
    Duration absolute();

    /** How many sessions an account has at most: the oldest ends when one more is opened. */
    @WithDefault("10")
    int perUser();
}
