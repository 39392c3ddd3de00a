package dev.portcullis.cli;

import dev.portcullis.cluster.ClusterNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code portcullis cluster}. */
@Command(
        name = "cluster",
        description = "Shows the nodes that serve this registry.",
        mixinStandardHelpOptions = true,
        subcommands = ClusterCommand.Status.class,
        footer = {"", "Example: portcullis cluster status"})
final class ClusterCommand extends Group {
    @Command(
            name = "status",
            description = {
                "Lists the nodes: address, host, version, when it started and was last seen, how far its clock is ahead of",
                "the database's, whether its storage takes writes, and when its certificate ends.",
                "Ends with 0 only when there is a node and each is in order."
            },
            footer = {"", "Example: portcullis cluster status --json"})
    static final class Status extends Verb {
        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        @Override
        int run(House house) {
            List<ClusterNode> nodes = house.cluster.nodes();
            print(house, json, nodes, Status::told);
            return !nodes.isEmpty() && nodes.stream().allMatch(ClusterNode::inOrder) ? Main.OK : Main.FAILED;
        }

        private static String told(ClusterNode node) {
            String clock = node.clockAheadMillis() == null ? "clock ?" : "clock " + node.clockAheadMillis() + " ms";
            String storage = node.storageReachable() == null
                    ? "storage ?"
                    : node.storageReachable() ? "storage well" : "storage fails";
            String certificate =
                    node.certificateUntil() == null ? "no https" : "https until " + node.certificateUntil();
            return String.join(
                    "\t",
                    node.address(),
                    node.host(),
                    node.version(),
                    "since " + node.startedAt(),
                    "seen " + node.seenAt(),
                    clock,
                    storage,
                    certificate);
        }
    }
}
