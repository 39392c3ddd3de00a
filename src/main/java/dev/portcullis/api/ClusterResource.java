package dev.portcullis.api;

import dev.portcullis.auth.RequiresAuditor;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.cluster.ClusterNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** The nodes that serve this registry. */
@Path("/api/v1/cluster")
@RunOnVirtualThread
public class ClusterResource {
    private final Cluster cluster;

    ClusterResource(Cluster cluster) {
        this.cluster = cluster;
    }

    /** All nodes; there are few, so they are one page. */
    @GET
    @RequiresAuditor
    public Listing<ClusterNode> nodes() {
        return new Listing<>(cluster.nodes(), null);
    }
}
