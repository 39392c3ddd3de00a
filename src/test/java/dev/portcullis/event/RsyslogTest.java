package dev.portcullis.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.testing.Rsyslog;
import io.quarkus.runtime.StartupEvent;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** A real rsyslog understands what is sent, and what happens while it is away arrives when it is back. */
@EnabledIf("dev.portcullis.testing.Rsyslog#isInstalled")
class RsyslogTest {
    private static final String NASTY = "quote \" backslash \\ bracket ] ü 😀";

    private final AuditWorld world = new AuditWorld();

    @Test
    void eachFieldArrivesAsItWasMeant() {
        try (Rsyslog rsyslog = new Rsyslog()) {
            world.event("user.created", NASTY);
            world.sealer.seal();
            SyslogForwarder forwarder = forwarder(rsyslog);

            await(forwarder, () -> !rsyslog.received().isEmpty(), rsyslog);

            Rsyslog.Message message = rsyslog.received().getFirst();
            assertThat(message.priority()).as("log audit, notice").isEqualTo("109");
            assertThat(message.version()).isEqualTo("1");
            assertThat(message.timestamp())
                    .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d+(Z|[+-]\\d\\d:\\d\\d)");
            assertThat(message.hostname()).isNotBlank().isNotEqualTo("-");
            assertThat(message.application()).isEqualTo("portcullis");
            assertThat(message.process()).isEqualTo("-");
            assertThat(message.id()).isEqualTo("user.created");
            assertThat(message.data())
                    .startsWith("[audit@32473 id=\"1\" seal=\"1\" kind=\"user.created\" account=\"ana\"")
                    .endsWith("times=\"1\"]")
                    .contains(NASTY.replaceAll("[\"\\\\\\]]", "\\\\$0"), "detail=\"because of \\\"tests\\\"\"");
            assertThat(message.text()).startsWith("ana user.created").contains(NASTY);
        }
    }

    @Test
    void whatHappensWhileItIsAwayArrivesWhenItIsBack() {
        try (Rsyslog rsyslog = new Rsyslog()) {
            SyslogForwarder forwarder = forwarder(rsyslog);
            events("before", 20);
            await(forwarder, () -> arrived(rsyslog, "before", 20), rsyslog);
            rsyslog.kill();
            events("away", 500);
            forwarder.work();
            assertThat(rsyslog.received()).hasSize(20);

            rsyslog.start();
            events("after", 20);
            await(
                    forwarder,
                    () -> arrived(rsyslog, "before", 20)
                            && arrived(rsyslog, "away", 500)
                            && arrived(rsyslog, "after", 20),
                    rsyslog);
        }
    }

    private void events(String what, int number) {
        for (int i = 0; i < number; i++) {
            world.event("user.created", what + "-" + i + ".");
        }
        world.sealer.seal();
    }

    private static boolean arrived(Rsyslog rsyslog, String what, int number) {
        List<String> all =
                rsyslog.received().stream().map(Rsyslog.Message::data).toList();
        for (int i = 0; i < number; i++) {
            String one = what + "-" + i + ".";
            if (all.stream().noneMatch(data -> data.contains(one))) {
                return false;
            }
        }
        return true;
    }

    private SyslogForwarder forwarder(Rsyslog rsyslog) {
        AuditConfig config = AuditWorld.config(Duration.ZERO, rsyslog.address(), rsyslog.ca());
        SyslogForwarder forwarder = new SyslogForwarder(world.jdbi, config, world.background);
        forwarder.start(new StartupEvent());
        return forwarder;
    }

    private static void await(SyslogForwarder forwarder, BooleanSupplier done, Rsyslog rsyslog) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!done.getAsBoolean()) {
            assertThat(System.nanoTime()).as(rsyslog::log).isLessThan(end);
            forwarder.work();
        }
    }
}
