package dev.portcullis.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.error.CannotStartException;
import dev.portcullis.testing.TestCertificate;
import io.quarkus.runtime.StartupEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Against a receiver that speaks TLS. */
class SyslogForwarderTest {
    private static final TestCertificate CERTIFICATE = TestCertificate.of("localhost");

    private final AuditWorld world = new AuditWorld();

    @Test
    void eachSealedEventArrivesOnceInOrder() {
        try (SyslogReceiver receiver = new SyslogReceiver(CERTIFICATE, 0)) {
            SyslogForwarder forwarder = forwarder("localhost", receiver.port(), CERTIFICATE.pem());
            world.event("user.created", "bob");
            forwarder.work();
            assertThat(receiver.messages).as("not sealed yet").isEmpty();
            world.sealer.seal();
            world.event("user.deleted", "bob");
            world.sealer.seal();

            forwarder.work();
            forwarder.work();

            assertThat(receiver.messages).hasSize(2);
            assertThat(receiver.messages.getFirst())
                    .matches("<109>1 \\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z \\S+ portcullis - user\\.created"
                            + " \\[audit@32473 id=\"1\" seal=\"1\" kind=\"user.created\" account=\"ana\".*].*")
                    .contains("detail=\"because of \\\"tests\\\"\"");
            assertThat(receiver.messages.getLast()).contains("user.deleted");
        }
    }

    @Test
    void nothingIsLostWhileTheReceiverIsAway() {
        int port;
        try (SyslogReceiver receiver = new SyslogReceiver(CERTIFICATE, 0)) {
            port = receiver.port();
        }
        SyslogForwarder forwarder = forwarder("localhost", port, CERTIFICATE.pem());
        for (int i = 0; i < 3; i++) {
            world.event("user.created", "u" + i);
            world.sealer.seal();
        }
        forwarder.work();

        try (SyslogReceiver receiver = new SyslogReceiver(CERTIFICATE, port)) {
            await(forwarder, () -> receiver.messages.size() == 3);
        }
    }

    @Test
    void whatABrokenConnectionMayHaveLostIsSentAgain() {
        try (SyslogReceiver receiver = new SyslogReceiver(CERTIFICATE, 0)) {
            SyslogForwarder forwarder = forwarder("localhost", receiver.port(), CERTIFICATE.pem());
            world.event("user.created", "first");
            world.sealer.seal();
            forwarder.work();
            receiver.breakConnections();
            world.event("user.created", "second");
            world.sealer.seal();

            await(forwarder, () -> receiver.messages.size() >= 2);

            assertThat(receiver.messages).anyMatch(m -> m.contains("second"));
        }
    }

    @Test
    void aReceiverWithAnotherCertificateGetsNothing() {
        TestCertificate other = TestCertificate.of("localhost");
        try (SyslogReceiver receiver = new SyslogReceiver(CERTIFICATE, 0)) {
            assertNothingSent(receiver, forwarder("localhost", receiver.port(), other.pem()));
        }
    }

    @Test
    void aReceiverWithTheCertificateOfAnotherHostGetsNothing() {
        TestCertificate other = TestCertificate.of("logs.example.com");
        try (SyslogReceiver receiver = new SyslogReceiver(other, 0)) {
            assertNothingSent(receiver, forwarder("localhost", receiver.port(), other.pem()));
        }
    }

    private void assertNothingSent(SyslogReceiver receiver, SyslogForwarder forwarder) {
        world.event("user.created", "secret");
        world.sealer.seal();

        forwarder.work();

        assertThat(receiver.messages).isEmpty();
        assertThat(sent()).isZero();
    }

    @Test
    void retentionKeepsWhatWasNotSent() {
        Instant old = Instant.now().minus(Duration.ofDays(500));
        world.jdbi.useHandle(h -> h.execute("select make_event_month(?)", Sealer.month(old)));
        world.eventAt(old, "user.created", "a/b");
        world.event("user.created", "new");
        world.sealer.seal();
        try (SyslogReceiver receiver = new SyslogReceiver(CERTIFICATE, 0)) {
            AuditConfig config =
                    AuditWorld.config(Duration.ofDays(365), "localhost:" + receiver.port(), CERTIFICATE.pem());
            Months months = new Months(world.jdbi, config, world.sealer, world.background);
            months.work();
            assertThat(events()).isEqualTo(2);

            await(started(config), () -> receiver.messages.size() == 2);
            months.work();

            assertThat(events()).as("one dropped, one note").isEqualTo(2);
            assertThat(world.sentences()).isEmpty();
        }
    }

    @Test
    void onlyOneNodeSends() {
        try (SyslogReceiver receiver = new SyslogReceiver(CERTIFICATE, 0);
                var other = world.jdbi.open()) {
            SyslogForwarder forwarder = forwarder("localhost", receiver.port(), CERTIFICATE.pem());
            world.event("user.created", "bob");
            world.sealer.seal();
            other.begin();
            other.execute("select pg_advisory_xact_lock(?)", 0x73796c67L);
            forwarder.work();
            assertThat(receiver.messages).isEmpty();
            other.rollback();
            forwarder.work();
            assertThat(receiver.messages).hasSize(1);
        }
    }

    @Test
    void wrongSettingsStopTheStart() {
        for (String address : List.of("localhost", ":6514", "localhost:", "localhost:x")) {
            AuditConfig config = AuditWorld.config(Duration.ZERO, address, null);
            assertThatThrownBy(() -> started(config)).isInstanceOf(CannotStartException.class);
        }
        AuditConfig noCertificates = AuditWorld.config(Duration.ZERO, "localhost:1", CERTIFICATE.keyStore());
        assertThatThrownBy(() -> started(noCertificates)).isInstanceOf(CannotStartException.class);
    }

    private SyslogForwarder forwarder(String host, int port, Path caFile) {
        return started(AuditWorld.config(Duration.ZERO, host + ":" + port, caFile));
    }

    private SyslogForwarder started(AuditConfig config) {
        SyslogForwarder forwarder = new SyslogForwarder(world.jdbi, config, world.background);
        forwarder.start(new StartupEvent());
        return forwarder;
    }

    private long sent() {
        return world.jdbi.withHandle(h ->
                h.select("select count(*) from event_forward").mapTo(Long.class).one());
    }

    private int events() {
        return world.jdbi.withHandle(
                h -> h.select("select count(*) from event").mapTo(Integer.class).one());
    }

    private static void await(SyslogForwarder forwarder, java.util.function.BooleanSupplier done) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!done.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            forwarder.work();
        }
    }
}
