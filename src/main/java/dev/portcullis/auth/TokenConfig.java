package dev.portcullis.auth;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How bearer tokens are made; the same on every node. */
@ConfigMapping(prefix = "portcullis.token")
public interface TokenConfig {
    /** Who issues; {@code iss} of a token. */
    @WithDefault("portcullis")
    String issuer();

    /** Whom a token is for; {@code aud} of a token and {@code service} of a challenge. */
    @WithDefault("portcullis")
    String service();

    /** How long a token is good, at most a day. A pull of many large layers may need one token for long. */
    @WithDefault("15M")
    Duration lifetime();
}
