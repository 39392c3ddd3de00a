package dev.portcullis.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ProbeTest {
    @Test
    void saysNothingWhenAllIsWell() throws InterruptedException {
        assertThat(new Probe("storage", () -> {}).ask()).isEmpty();
    }

    @Test
    void namesThePartAndKeepsTheReasonToItself() throws InterruptedException {
        Probe probe = new Probe("storage", () -> {
            throw new IOException("/secret/path: No space left on device");
        });

        assertThat(probe.ask()).isEqualTo("storage failed");
    }

    @Test
    void givesUpAfterASecondAndAsksTheHangingPartOnlyOnce() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        Probe probe = new Probe("database", () -> {
            asked.incrementAndGet();
            release.await();
        });

        long before = System.nanoTime();
        assertThat(probe.ask()).contains("did not answer");
        assertThat(probe.ask()).contains("did not answer");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(4));
        assertThat(asked).hasValue(1);

        release.countDown();
        Thread.sleep(100);
        assertThat(probe.ask()).isEmpty();
        assertThat(asked).hasValue(2);
    }
}
