package dev.portcullis.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.blob.ObjectHolds;
import dev.portcullis.error.RegistryException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** While a backup reads, the collector takes rows and leaves objects; afterwards nothing of them stays. */
class HeldObjectsTest {
    private final GcWorld world = new GcWorld();
    private final long repository = world.repository("web");

    @Test
    void objectsWaitForTheHoldAndGoAfterIt() {
        world.blob(repository, "layer");
        try (ObjectHolds.Hold hold = world.holds.take("a test")) {
            GarbageCollector.Report report = world.run(Duration.ZERO, false);
            assertThat(report.blobs()).isOne();
            assertThat(report.problems()).isEmpty();
            assertThat(world.count("blob")).isZero();
            assertThat(world.objects()).hasSize(1);
            assertThat(world.count("doomed_object")).isOne();
            hold.confirm();
        }
        world.run(Duration.ZERO, false);
        assertThat(world.objects()).isEmpty();
        assertThat(world.count("doomed_object")).isZero();
    }

    @Test
    void aHoldThatEndedIsNoticedByWhoTookIt() {
        ObjectHolds short_ = new ObjectHolds(world.jdbi, Duration.ofMillis(50), Duration.ofDays(1));
        try (ObjectHolds.Hold hold = short_.take("a test")) {
            pause(Duration.ofMillis(120));
            assertThat(short_.any()).isFalse();
            assertThatThrownBy(hold::confirm).isInstanceOf(RegistryException.class);
            assertThatThrownBy(hold::require).isInstanceOf(RegistryException.class);
        }
    }

    @Test
    void aHoldLastsForAsLongAsItsHolderLives() {
        ObjectHolds beating = new ObjectHolds(world.jdbi, Duration.ofMillis(400), Duration.ofMillis(50));
        try (ObjectHolds.Hold hold = beating.take("a test")) {
            pause(Duration.ofMillis(900));
            assertThat(beating.any()).isTrue();
            hold.confirm();
        }
        assertThat(beating.any()).isFalse();
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
