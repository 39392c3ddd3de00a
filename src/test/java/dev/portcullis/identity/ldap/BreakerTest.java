package dev.portcullis.identity.ldap;

import static dev.portcullis.identity.ldap.Breaker.Advice.ASK;
import static dev.portcullis.identity.ldap.Breaker.Advice.REFUSE;
import static dev.portcullis.identity.ldap.Breaker.Advice.TRY;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BreakerTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final Breaker breaker = new Breaker(now::get);

    @Test
    void oneProbesWhenTheTimeIsOver() {
        assertThat(breaker.advice()).isEqualTo(ASK);
        breaker.failed();
        assertThat(breaker.advice()).isEqualTo(REFUSE);

        pass(2);
        assertThat(breaker.advice()).isEqualTo(TRY);
        assertThat(breaker.advice()).as("another while one probes").isEqualTo(REFUSE);

        breaker.answered();
        assertThat(breaker.advice()).isEqualTo(ASK);
        assertThat(breaker.advice()).isEqualTo(ASK);
    }

    @Test
    void aFailedProbeMeansTwiceTheTime() {
        breaker.failed();
        breaker.failed(); // asked before the first one failed: counts once
        pass(2);
        assertThat(breaker.advice()).isEqualTo(TRY);
        breaker.failed();
        pass(3);
        assertThat(breaker.advice()).isEqualTo(REFUSE);
        pass(1);
        assertThat(breaker.advice()).isEqualTo(TRY);
    }

    @Test
    void aProbeThatLearntNothingLeavesTheNextOneToAsk() {
        breaker.failed();
        pass(2);
        assertThat(breaker.advice()).isEqualTo(TRY);
        breaker.notAsked();
        assertThat(breaker.advice()).isEqualTo(TRY);
    }

    private void pass(int seconds) {
        now.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }
}
