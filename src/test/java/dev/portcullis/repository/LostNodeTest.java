package dev.portcullis.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.database.Nodes;
import dev.portcullis.error.ErrorCode;
import dev.portcullis.error.RegistryException;
import dev.portcullis.reference.Digest;
import dev.portcullis.reference.Reference;
import dev.portcullis.reference.TagName;
import dev.portcullis.testing.PostgresTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** REL-21 on several nodes: a node that the others took for gone acknowledges no write of a tag. */
@QuarkusTest
@QuarkusTestResource(PostgresTestResource.class)
class LostNodeTest {
    private static final String MANIFEST = TestClient.image(List.of("config"));
    private static final Reference TAG = new Reference.ByTag(TagName.parse("latest"));
    private static final Reference MANIFEST_DIGEST =
            new Reference.ByDigest(Digest.of(MANIFEST.getBytes(StandardCharsets.UTF_8)));
    private static final Manifests.Deletion BY = new Manifests.Deletion("nobody", "lost/tags");

    @Inject
    TestClient client;

    @Inject
    Manifests manifests;

    @Inject
    Nodes nodes;

    @Inject
    Jdbi jdbi;

    private long repository;

    @BeforeEach
    void pushed() throws InterruptedException {
        await(true);
        repository = client.repository("lost/tags");
        client.commit(repository, client.send("config"));
        client.put(repository, MANIFEST, "latest");
    }

    @AfterEach
    void theOtherNodeLeaves() throws InterruptedException {
        jdbi.useHandle(handle -> handle.execute("delete from node where address = 'elsewhere'"));
        await(true);
    }

    @Test
    void nothingIsWrittenByANodeThatTheOthersDoNotKnow() throws InterruptedException {
        beForgotten();

        assertRefused(() -> client.put(repository, MANIFEST, "other"));
        assertRefused(() -> manifests.delete(repository, TAG, BY));
        assertRefused(() -> manifests.delete(repository, MANIFEST_DIGEST, BY));

        assertThat(manifests.find(repository, new Reference.ByTag(TagName.parse("other"))))
                .isEmpty();
        assertThat(manifests.find(repository, TAG)).isPresent();
        await(true);
        client.put(repository, MANIFEST, "other");
    }

    @Test
    void aWriteThatReachesTheDatabaseLateIsNotAcknowledged() throws Exception {
        try (ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor();
                Handle slow = jdbi.open()) {
            slow.begin();
            slow.execute("lock table tag in exclusive mode");
            Future<?> push = thread.submit(() -> client.put(repository, MANIFEST, "late"));
            Thread.sleep(200);
            beForgotten();
            slow.rollback();

            assertThatThrownBy(push::get).cause().isInstanceOf(RegistryException.class);
        }
    }

    /** The row is gone, and another node is there that may still take itself for alone. */
    private void beForgotten() throws InterruptedException {
        jdbi.useTransaction(handle -> {
            handle.execute("delete from node");
            handle.execute("insert into node (id, address, version, alone_until)"
                    + " values (gen_random_uuid(), 'elsewhere', 'test', now() + interval '2 seconds')");
        });
        await(false);
    }

    private void await(boolean registered) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (nodes.registered() != registered && System.nanoTime() < end) {
            Thread.sleep(10);
        }
        assertThat(nodes.registered()).isEqualTo(registered);
    }

    private static void assertRefused(Runnable write) {
        assertThatThrownBy(write::run)
                .isInstanceOfSatisfying(
                        RegistryException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }
}
