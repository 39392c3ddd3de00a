package dev.portcullis.identity.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BreakerTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final Breaker breaker = new Breaker(now::get);

    @Test
    void oneProbesWhenTheTimeIsOver() {
        assertThat(breaker.admits()).isTrue();
        breaker.failed();
        assertThat(breaker.admits()).isFalse();

        pass(2);
        assertThat(breaker.admits()).isTrue();
        assertThat(breaker.admits()).as("another while one probes").isFalse();

        breaker.answered();
        assertThat(breaker.admits()).isTrue();
        assertThat(breaker.admits()).isTrue();
    }

    @Test
    void aFailedProbeMeansTwiceTheTime() {
        breaker.failed();
        breaker.failed(); // asked before the first one failed: counts once
        pass(2);
        assertThat(breaker.admits()).isTrue();
        breaker.failed();
        pass(3);
        assertThat(breaker.admits()).isFalse();
        pass(1);
        assertThat(breaker.admits()).isTrue();
    }

    @Test
    void aProbeThatLearntNothingLeavesTheNextOneToAsk() {
        breaker.failed();
        pass(2);
        assertThat(breaker.admits()).isTrue();
        breaker.notAsked();
        assertThat(breaker.admits()).isTrue();
    }

    private void pass(int seconds) {
        now.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }
}
