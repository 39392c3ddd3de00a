package dev.portcullis.database;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Read at start. */
@ConfigMapping(prefix = "portcullis.node")
interface NodesConfig {
    /** Whether this process takes part: every server does, and every command that changes what a server may remember. */
    @WithDefault("true")
    boolean join();

    /**
     * Whether no other node can be up while this one starts, because the lock of the home folder proves it. Rows that a
     * crash left are then deleted at once instead of after a wait.
     */
    @WithDefault("false")
    boolean only();

    /** How an operator recognises this node. */
    @WithDefault("localhost")
    String address();
}
