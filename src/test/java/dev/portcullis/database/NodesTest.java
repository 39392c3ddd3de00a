package dev.portcullis.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.job.Background;
import dev.portcullis.testing.TestPostgres;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.time.Duration;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** Nodes over one database; a node that is not started beats when the test says so. */
class NodesTest {
    private final Jdbi jdbi = TestPostgres.migratedDatabase().jdbi();

    @Test
    void theOnlyNodeIsAloneInOneTermAsLongAsItBeats() throws InterruptedException {
        Nodes one = node(false);
        assertThat(one.aloneTerm()).isZero();

        one.beat();
        long term = one.aloneTerm();
        Thread.sleep(1000);
        one.beat();

        assertThat(term).isPositive();
        assertThat(one.aloneTerm()).isEqualTo(term);
        assertThat(one.registered()).isTrue();
    }

    @Test
    void aLeaseThatRanOutBeginsANewTerm() throws InterruptedException {
        Nodes one = node(false);
        one.beat();
        long term = one.aloneTerm();

        Thread.sleep(1600);
        assertThat(one.aloneTerm()).isZero();
        one.beat();

        assertThat(one.aloneTerm()).isPositive().isNotEqualTo(term);
    }

    @Test
    void whoComesWhileAnotherIsAloneWaitsUntilThatOneCannotBe() throws InterruptedException {
        Nodes one = node(false);
        one.beat();
        Nodes two = node(false);

        two.beat();

        assertThat(two.aloneTerm()).isZero();
        assertThat(two.registered()).as("still waiting").isFalse();
        assertThat(one.aloneTerm()).as("does not know yet").isPositive();
        Thread.sleep(2050);
        assertThat(one.aloneTerm()).as("its lease ended first").isZero();
        assertThat(two.registered()).isTrue();
    }

    @Test
    void whoComesNeedNotWaitLongerThanTheNextBeatOfTheOther() {
        Nodes one = node(false);
        one.beat();
        Nodes two = node(false);
        two.beat();

        one.beat();
        two.beat();

        assertThat(one.aloneTerm()).isZero();
        assertThat(two.registered()).isTrue();
        assertThat(two.aloneTerm()).isZero();
    }

    @Test
    void theLastOneLeftIsAloneAgain() {
        Nodes one = node(false);
        Nodes two = node(false);
        one.beat();
        two.beat();
        one.beat();

        two.stop(new ShutdownEvent());
        one.beat();

        assertThat(one.aloneTerm()).isPositive();
    }

    @Test
    void aStartedNodeBeatsByItselfAndIsRegisteredOnceStarted() throws InterruptedException {
        Nodes one = node(false);
        Background ofTwo = new Background(false);
        Nodes two = new Nodes(new Config(false), ofTwo, jdbi, new FormerPrimary(() -> {}), "test");
        one.beat();

        long before = System.nanoTime();
        two.start(new StartupEvent());

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(4));
        assertThat(two.registered()).isTrue();
        assertThat(one.aloneTerm()).isZero();
        Thread.sleep(6000);
        assertThat(two.registered()).isTrue();
        ofTwo.stop(new ShutdownEvent());
    }

    @Test
    void theHolderOfTheHomeTakesNoNoticeOfRowsThatACrashLeft() throws InterruptedException {
        node(false).beat();
        Background background = new Background(false);
        Nodes next = new Nodes(new Config(true), background, jdbi, new FormerPrimary(() -> {}), "test");

        next.start(new StartupEvent());

        assertThat(next.aloneTerm()).isPositive();
        background.stop(new ShutdownEvent());
    }

    @Test
    void aNodeThatIsGoneIsForgotten() throws InterruptedException {
        node(false).beat();
        Nodes other = node(false);

        for (long end = System.nanoTime() + Duration.ofSeconds(11).toNanos(); System.nanoTime() < end; ) {
            other.beat();
            Thread.sleep(500);
        }

        assertThat(other.aloneTerm()).isPositive();
    }

    @Test
    void aNodeWhoseRowWasTakenAwayIsANewcomerAgain() {
        Nodes one = node(false);
        one.beat();
        jdbi.useHandle(handle -> handle.execute("delete from node"));
        Nodes two = node(false);
        two.beat();

        one.beat();

        assertThat(one.registered()).as("two may be alone for a moment yet").isFalse();
        assertThat(one.aloneTerm()).isZero();
    }

    private Nodes node(boolean only) {
        return new Nodes(new Config(only), new Background(false), jdbi, new FormerPrimary(() -> {}), "test");
    }

    private record Config(boolean only) implements NodesConfig {
        @Override
        public boolean join() {
            return true;
        }

        @Override
        public String address() {
            return "here";
        }
    }
}
