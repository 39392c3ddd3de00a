package dev.portcullis.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EpochTest {
    @Test
    void nothingIsCurrentBeforeTheFirstPoll() {
        assertThat(new Epoch().isCurrent(new Epoch().generation())).isFalse();
    }

    /** Any order of polls, changes and questions: what is remembered is never older than the last poll. */
    @Test
    void whatIsCurrentIsTrueAsOfTheLastPoll() {
        Random random = new Random(11);
        for (int round = 0; round < 2_000; round++) {
            Epoch epoch = new Epoch();
            long database = 0; // the state, and its epoch: every change moves both
            long polled = -1;
            long stamp = -1;
            long remembered = -1;
            for (int step = 0; step < 40; step++) {
                switch (random.nextInt(4)) {
                    case 0 -> database++;
                    case 1 -> {
                        epoch.observed(database, System.nanoTime());
                        polled = database;
                    }
                    case 2 -> {
                        stamp = epoch.generation();
                        if (random.nextBoolean()) {
                            database++; // commits between taking the stamp and asking
                        }
                        remembered = database;
                    }
                    default -> {
                        if (stamp >= 0 && epoch.isCurrent(stamp)) {
                            assertThat(remembered).isGreaterThanOrEqualTo(polled);
                        }
                    }
                }
            }
        }
    }

    @Test
    void nothingIsCurrentOnceThePollIsOld() {
        AtomicLong now = new AtomicLong(5_000_000_000L);
        Epoch epoch = new Epoch(now::get);
        assertThat(epoch.fresh()).as("before the first poll").isFalse();
        epoch.observed(1, now.get());
        now.addAndGet(999_999_999L);
        assertThat(epoch.isCurrent(epoch.generation())).isTrue();
        now.addAndGet(1);
        assertThat(epoch.isCurrent(epoch.generation())).isFalse();
    }
}
