package dev.portcullis.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.database.Nodes;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class ClusterTest {
    @Inject
    Cluster cluster;

    @Inject
    NodeReports reports;

    @Inject
    Nodes nodes;

    @Inject
    Jdbi jdbi;

    @Test
    void aNodeTellsOfItself() {
        reports.report();

        List<ClusterNode> found = cluster.nodes();
        assertThat(found).hasSize(1);
        ClusterNode here = found.getFirst();
        assertThat(here.host()).isNotEmpty();
        assertThat(here.version()).isNotEmpty();
        assertThat(here.seenAt()).isAfter(Instant.now().minusSeconds(10));
        assertThat(here.clockAheadMillis()).isBetween(-1000L, 1000L);
        assertThat(here.storageReachable()).isTrue();
        assertThat(here.certificateUntil()).isNull();
        assertThat(here.inOrder()).isTrue();
    }

    @Test
    void anOldReportIsNotShown() {
        reports.report();
        jdbi.useHandle(
                h -> h.execute("update node set checked_at = now() - interval '1 minute' where id = ?", nodes.id()));

        ClusterNode here = cluster.nodes().getFirst();

        assertThat(here.storageReachable()).isNull();
        assertThat(here.clockAheadMillis()).isNull();
    }

    @Test
    void aClockThatIsOffOrAStoreThatFailsIsNotInOrder() {
        Instant now = Instant.now();
        assertThat(node(5_001, true, null).inOrder()).isFalse();
        assertThat(node(-5_001, true, null).inOrder()).isFalse();
        assertThat(node(0, false, null).inOrder()).isFalse();
        assertThat(node(0, true, now.minusSeconds(60)).inOrder()).isFalse();
        assertThat(node(10, true, now.plusSeconds(60)).inOrder()).isTrue();
    }

    private static ClusterNode node(long ahead, boolean storage, @org.jspecify.annotations.Nullable Instant until) {
        Instant now = Instant.now();
        return new ClusterNode("a:1", "a", "1", now, now, ahead, storage, until);
    }
}
