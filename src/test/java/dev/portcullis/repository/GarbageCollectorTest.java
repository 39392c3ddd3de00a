package dev.portcullis.repository;

import static dev.portcullis.repository.GcWorld.GRACE;
import static dev.portcullis.repository.GcWorld.digest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.reference.Digest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes, what stays, and that the report says so (REL-12, REL-13, REL-17). */
class GarbageCollectorTest {
    private static final Duration TWO_DAYS = Duration.ofDays(2);
    private final GcWorld world = new GcWorld();
    private final long repository = world.repository("web");

    /** REL-17: no test may leave an object without a row, or a row without an object. */
    @AfterEach
    void filesAreRows() {
        assertThat(world.objects()).isEqualTo(world.named());
        assertThat(world.count("doomed_object")).isZero();
    }

    @Test
    void aFreshBlobStaysUntilTheGracePeriodIsOver() {
        world.blob(repository, "layer");
        assertThat(world.run(GRACE, false).links()).isZero();

        world.age(TWO_DAYS);
        GarbageCollector.Report first = world.run(GRACE, false);
        assertThat(first.links()).isOne();
        assertThat(first.blobs()).as("its own clock began when the link went").isZero();

        world.age(TWO_DAYS);
        GarbageCollector.Report second = world.run(GRACE, false);
        assertThat(second.blobs()).isOne();
        assertThat(second.bytes()).isEqualTo("layer".length());
        assertThat(world.objects()).isEmpty();
    }

    @Test
    void graceZeroFreesAtOnce() {
        world.blob(repository, "layer");
        GarbageCollector.Report report = world.run(Duration.ZERO, false);
        assertThat(report.links()).isOne();
        assertThat(report.blobs()).isOne();
        assertThat(world.count("blob")).isZero();
    }

    @Test
    void aBlobThatAManifestUsesStays() {
        long layer = world.blob(repository, "layer");
        world.tag(repository, "1.0", world.image(repository, "image", layer));
        world.age(TWO_DAYS);
        GarbageCollector.Report report = world.run(Duration.ZERO, true);
        assertThat(report.links() + report.blobs() + report.manifests()).isZero();
        assertThat(world.count("gc_link")).as("what is used leaves the queue").isZero();
        assertThat(world.count("gc_manifest"))
                .as("what is tagged leaves the queue")
                .isZero();
        assertThat(report.kept()).isEmpty();
    }

    @Test
    void pushingABlobAgainRenewsItsLink() {
        world.blob(repository, "layer");
        world.age(TWO_DAYS);
        world.blob(repository, "layer");
        assertThat(world.run(GRACE, false).links()).isZero();
        assertThat(world.count("gc_link"))
                .as("it is looked at again when that is over")
                .isOne();
        world.age(TWO_DAYS);
        assertThat(world.run(GRACE, false).links()).isOne();
    }

    @Test
    void aBlobStaysWhileAnyRepositoryLinksIt() {
        long other = world.repository("other");
        world.blob(repository, "layer");
        long layer = world.blob(other, "layer");
        world.tag(other, "1.0", world.image(other, "image", layer));
        GarbageCollector.Report report = world.run(Duration.ZERO, false);
        assertThat(report.links()).isOne();
        assertThat(report.blobs()).isZero();
        assertThat(world.count("gc_blob")).as("what is linked leaves the queue").isZero();
    }

    @Test
    void aBlobComesBackIntoTheQueueWhenItsLastManifestGoes() {
        long layer = world.blob(repository, "layer");
        long image = world.image(repository, "image", layer);
        world.run(Duration.ZERO, false);
        world.execute("delete from manifest where id = ?", image);
        assertThat(world.run(Duration.ZERO, false).blobs()).isOne();
    }

    @Test
    void aDeletedRepositoryIsFreed() {
        long layer = world.blob(repository, "layer");
        world.image(repository, "image", layer);
        world.execute("delete from manifest");
        world.execute("delete from repository where id = ?", repository);
        assertThat(world.run(Duration.ZERO, false).blobs()).isOne();
    }

    @Test
    void untaggedManifestsStayUnlessAskedFor() {
        long layer = world.blob(repository, "layer");
        long image = world.image(repository, "image", layer);
        world.tag(repository, "1.0", image);
        world.run(Duration.ZERO, false);
        world.execute("delete from tag");
        world.age(TWO_DAYS);

        GarbageCollector.Report kept = world.run(Duration.ZERO, false);
        assertThat(kept.manifests()).isZero();
        assertThat(kept.kept()).extracting(GarbageCollector.Kept::what).containsExactly("manifests");
        GarbageCollector.Report removed = world.run(Duration.ZERO, true);
        assertThat(removed.manifests()).isOne();
        assertThat(removed.blobs()).isOne();
        assertThat(world.events()).containsExactly("manifest.deleted library/web");
    }

    @Test
    void anOverwrittenTagLeavesAnUntaggedManifest() {
        world.tag(repository, "1.0", world.image(repository, "old"));
        world.run(Duration.ZERO, true);
        world.tag(repository, "1.0", world.image(repository, "new"));
        assertThat(world.run(GRACE, true).manifests()).isZero();
        world.age(TWO_DAYS);
        assertThat(world.run(GRACE, true).manifests()).isOne();
        assertThat(world.manifests()).containsExactly("new");
    }

    // REL-12, the four cases of distribution #3822.

    @Test
    void untaggedChildrenOfATaggedIndexStay() {
        long index = world.index(repository, "index", world.image(repository, "a"), world.image(repository, "b"));
        world.tag(repository, "1.0", index);
        world.run(Duration.ZERO, true);
        assertThat(world.manifests()).containsExactly("a", "b", "index");
    }

    @Test
    void aTaggedChildOfAnUntaggedIndexStaysAlone() {
        long tagged = world.image(repository, "a");
        world.index(repository, "index", tagged, world.image(repository, "b"));
        world.tag(repository, "a", tagged);
        assertThat(world.run(Duration.ZERO, true).manifests()).isEqualTo(2);
        assertThat(world.manifests()).containsExactly("a");
    }

    @Test
    void aNestedIndexHoldsItsGrandchildren() {
        long inner = world.index(repository, "inner", world.image(repository, "a"));
        long outer = world.index(repository, "outer", inner);
        world.tag(repository, "1.0", outer);
        world.run(Duration.ZERO, true);
        assertThat(world.manifests()).containsExactly("a", "inner", "outer");
        world.execute("delete from tag");
        assertThat(world.run(Duration.ZERO, true).manifests()).isEqualTo(3);
    }

    @Test
    void aSharedChildStaysWhileOneIndexIsLeft() {
        long shared = world.image(repository, "shared");
        long first = world.index(repository, "first", shared);
        long second = world.index(repository, "second", shared, world.image(repository, "own"));
        world.tag(repository, "1", first);
        world.tag(repository, "2", second);
        world.execute("delete from tag where name = '2'");
        assertThat(world.run(Duration.ZERO, true).manifests()).isEqualTo(2);
        assertThat(world.manifests()).containsExactly("first", "shared");
        assertThatThrownBy(() -> world.execute("delete from manifest where id = ?", shared))
                .hasMessageContaining("manifest_child");
    }

    @Test
    void diamondsOfIndexesAreWalkedOnce() {
        long below = world.image(repository, "leaf");
        for (int level = 0; level < 40; level++) {
            long left = world.index(repository, "left" + level, below);
            long right = world.index(repository, "right" + level, below);
            below = world.index(repository, "top" + level, left, right);
        }
        world.tag(repository, "1", below);
        assertThat(world.run(Duration.ZERO, true).manifests()).isZero();
        assertThat(world.collector.why(Digest.parse(digest("leaf")))).isNotEmpty();
        world.execute("delete from tag");
        assertThat(world.dryRun(Duration.ZERO, true).manifests()).isEqualTo(121);
        assertThat(world.run(Duration.ZERO, true).manifests()).isEqualTo(121);
    }

    // REL-13

    @Test
    void aReferrerLivesAsLongAsItsSubject() {
        long image = world.image(repository, "image");
        world.tag(repository, "1.0", image);
        world.manifest(repository, "signature", List.of(), List.of(), digest("image"));
        world.manifest(repository, "signature of the signature", List.of(), List.of(), digest("signature"));
        assertThat(world.run(Duration.ZERO, true).manifests()).isZero();
        world.execute("delete from tag");
        assertThat(world.run(Duration.ZERO, true).manifests()).isEqualTo(3);
    }

    @Test
    void aReferrerWithoutItsSubjectHasTheGracePeriodToSeeItCome() {
        world.manifest(repository, "signature", List.of(), List.of(), digest("image"));
        assertThat(world.run(GRACE, true).manifests()).isZero();
        world.age(TWO_DAYS);
        assertThat(world.run(GRACE, true).manifests()).isOne();
    }

    @Test
    void aSignatureInATagOfItsOwnStays() {
        world.tag(repository, "sha256-abc.sig", world.image(repository, "cosign"));
        world.age(TWO_DAYS);
        assertThat(world.run(Duration.ZERO, true).manifests()).isZero();
    }

    @Test
    void aCrashBeforeTheObjectsGoIsMadeGoodByTheNextRun() {
        world.blob(repository, "a");
        world.blob(repository, "bb");
        world.steps = new GcSteps() {
            @Override
            void reached(Step step) {
                if (step == Step.BLOBS_COMMITTED) {
                    throw new IllegalStateException("crash");
                }
            }
        };
        assertThatThrownBy(() -> world.run(Duration.ZERO, false)).hasMessage("crash");
        assertThat(world.count("blob")).isZero();
        assertThat(world.objects()).hasSize(2);
        assertThat(world.count("doomed_object")).isEqualTo(2);

        world.steps = new GcSteps();
        world.run(Duration.ofDays(1), false);
        assertThat(world.objects()).isEmpty();
    }

    @Test
    void nodesShareTheWork() throws InterruptedException {
        for (int i = 0; i < 60; i++) {
            world.blob(repository, "blob " + i);
        }
        List<Thread> nodes = IntStream.range(0, 4)
                .mapToObj(_ -> Thread.ofVirtual()
                        .start(() -> world.collector(7).run(new GarbageCollector.Options(Duration.ZERO, true, false))))
                .toList();
        for (Thread node : nodes) {
            node.join();
        }
        world.run(Duration.ZERO, true);
        assertThat(world.count("blob")).isZero();
    }

    @Test
    void aDryRunSaysWhatARunThenDoes() {
        Random random = new Random(7);
        for (int round = 0; round < 8; round++) {
            fill(random);
            for (Duration grace : List.of(GRACE, Duration.ZERO)) {
                for (boolean untagged : new boolean[] {false, true}) {
                    long rows = world.count("manifest")
                            + world.count("blob_link")
                            + world.count("blob")
                            + world.count("gc_manifest")
                            + world.count("gc_link")
                            + world.count("gc_blob");
                    GarbageCollector.Report forecast = world.dryRun(grace, untagged);
                    assertThat(world.count("manifest")
                                    + world.count("blob_link")
                                    + world.count("blob")
                                    + world.count("gc_manifest")
                                    + world.count("gc_link")
                                    + world.count("gc_blob"))
                            .isEqualTo(rows);
                    GarbageCollector.Report report = world.run(grace, untagged);
                    assertThat(forecast)
                            .usingRecursiveComparison()
                            .ignoringFields("dryRun", "kept")
                            .isEqualTo(report);
                    if (grace.isZero()) {
                        assertThat(forecast.kept()).isEqualTo(report.kept());
                    }
                }
            }
        }
    }

    /** Some repositories with shared blobs, indexes, referrers and tags, of which some time passes. */
    private void fill(Random random) {
        long other = world.repository("r" + random.nextLong());
        for (long in : List.of(repository, other)) {
            List<Long> manifests = new ArrayList<>();
            List<String> digests = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                List<Long> blobs = new ArrayList<>();
                for (int b = random.nextInt(4); b > 0; b--) {
                    long blob = world.blob(in, "blob " + random.nextInt(40));
                    if (random.nextBoolean() && !blobs.contains(blob)) {
                        blobs.add(blob);
                    }
                }
                List<Long> children = new ArrayList<>();
                for (int c = random.nextInt(3); c > 0 && !manifests.isEmpty(); c--) {
                    long child = manifests.get(random.nextInt(manifests.size()));
                    if (!children.contains(child)) {
                        children.add(child);
                    }
                }
                String subject =
                        digests.isEmpty() || random.nextInt(3) > 0 ? null : digests.get(random.nextInt(digests.size()));
                String content = "manifest " + random.nextLong();
                manifests.add(world.manifest(in, content, blobs, children, subject));
                digests.add(digest(content));
                if (random.nextInt(3) == 0) {
                    world.tag(in, "t" + random.nextInt(6), manifests.getLast());
                }
                if (random.nextInt(4) == 0) {
                    world.age(Duration.ofHours(10));
                }
            }
        }
    }

    @Test
    void saysWhatHoldsSomething() {
        long layer = world.blob(repository, "layer");
        long image = world.image(repository, "image", layer);
        long index = world.index(repository, "index", image);
        world.tag(repository, "1.0", index);
        assertThat(world.collector.why(Digest.parse(digest("layer"))))
                .containsExactly("library/web: the blob is used by the manifest " + digest("image")
                        + ", which is in the index " + digest("index") + ", which has the tag 1.0.");
        assertThat(world.collector.why(Digest.parse(digest("image"))))
                .containsExactly("library/web: the manifest, which is in the index " + digest("index")
                        + ", which has the tag 1.0.");
        world.blob(repository, "unused");
        assertThat(world.collector.why(Digest.parse(digest("unused"))))
                .singleElement()
                .asString()
                .contains("is used by no manifest; its grace period began at ");
        assertThat(world.collector.why(Digest.parse(digest("nowhere")))).isEmpty();
    }
}
