package dev.portcullis.event;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How long the audit log is kept, and where it is sent. */
@ConfigMapping(prefix = "portcullis.audit")
public interface AuditConfig {

    /** Whole months go when their last moment is older than this; 0 keeps everything. */
    @WithDefault("P365D")
    Duration retention();

    /** Sending on to a syslog receiver. */
    Syslog syslog();

    /** RFC 5424 over TLS. */
    interface Syslog {
        /** Whether the log is sent on; while it is, nothing is dropped that was not sent. */
        @WithDefault("false")
        boolean enabled();

        /** The receiver as {@code host:port}; 6514 is the port of RFC 5425. Its certificate must be for that host. */
        Optional<String> address();

        /** Certificates (PEM) that the receiver's is checked with, instead of those that Java trusts. */
        Optional<Path> caFile();
    }
}
